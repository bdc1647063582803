"""Knows the nations: the three-letter codes of the IOC and UCI, current and historic.

It never takes an ISO code for one of these: GER is a nation, DEU is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import cache

from halflap.words.sentence import say


class Standing(Enum):
    """What kind of code it is."""

    CURRENT = "current"
    NEUTRAL = "neutral"  # athletes without a nation: AIN, EOR, NPA …
    COMMONWEALTH = "commonwealth"  # teams of the Commonwealth Games only
    HISTORIC = "historic"  # stands in old results; not for an entry today


@dataclass(frozen=True, slots=True)
class Nation:
    """A nation as results print it: code, English and French name."""

    code: str
    name_en: str
    name_fr: str
    standing: Standing

    def __str__(self) -> str:
        """``GER (Germany / Allemagne)``, for a sentence in either language."""
        same = self.name_en == self.name_fr
        return f"{self.code} ({self.name_en if same else f'{self.name_en} / {self.name_fr}'})"


def nation(code: str) -> Nation:
    """The nation of an IOC/UCI code, in capitals or not.

    Raises ``ValueError`` with a sentence for anything else. For an ISO 3166 code that the IOC
    writes differently, or a misspelt code or name, the sentence says what is probably meant;
    nothing is converted. ``BRN`` is Bahrain, as the IOC has it, though ISO gives it to Brunei.
    """
    wanted = code.strip().upper()
    known = nations()
    if wanted in known:
        return known[wanted]
    if wanted in ISO_DIFFERS:
        raise ValueError(
            say(
                "{code} is the ISO code; results use the IOC code: write {meant}.",
                code=wanted,
                meant=str(known[ISO_DIFFERS[wanted]]),
            )
        )
    if nearest := _nearest(wanted):
        raise ValueError(
            say(
                "“{code}” is not the IOC code of a nation; the nearest: {meant}.",
                code=code.strip(),
                meant=", ".join(str(each) for each in nearest),
            )
        )
    raise ValueError(
        say(
            "“{code}” is not the IOC code of a nation: write three letters such as GBR.",
            code=code.strip(),
        )
    )


@cache
def nations() -> Mapping[str, Nation]:
    """Every known nation by its code."""
    found: dict[str, Nation] = {}
    for standing, table in _TABLES.items():
        for line in table.strip().splitlines():
            code, _, names = line.partition(" ")
            english, _, french = names.partition("|")
            found[code] = Nation(code, english, french, standing)
    return found


def _nearest(wanted: str) -> tuple[Nation, ...]:
    """The nations meant by a name or a misspelt code: up to three, the likeliest first."""
    known = nations().values()
    by_name = {n.name_en.upper(): n for n in known} | {n.name_fr.upper(): n for n in known}
    if close := get_close_matches(wanted, by_name, 1, 0.75):
        return (by_name[close[0]],)
    current = {n.code: n for n in known if n.standing is Standing.CURRENT}
    close = get_close_matches(wanted, current, 12, 0.6)
    close.sort(key=lambda near: near[:1] != wanted[:1])  # the first letter is rarely the slip
    return tuple(current[near] for near in close[:3])


# ISO 3166-1 alpha-3 on the left, the IOC's code of the same nation on the right.
_ISO = """
ABW:ARU AGO:ANG ARE:UAE ASM:ASA ATG:ANT BFA:BUR BGD:BAN BGR:BUL BHR:BRN BHS:BAH BLZ:BIZ
BMU:BER BRB:BAR BTN:BHU BWA:BOT CHE:SUI CHL:CHI COG:CGO CRI:CRC CYM:CAY DEU:GER DNK:DEN
DZA:ALG FJI:FIJ GIN:GUI GMB:GAM GNB:GBS GNQ:GEQ GRC:GRE GRD:GRN GTM:GUA HND:HON HRV:CRO
HTI:HAI IDN:INA IRN:IRI KHM:CAM KNA:SKN KWT:KUW LBY:LBA LKA:SRI LSO:LES LVA:LAT MCO:MON
MDG:MAD MMR:MYA MNG:MGL MRT:MTN MUS:MRI MWI:MAW MYS:MAS NER:NIG NGA:NGR NIC:NCA NLD:NED
NPL:NEP OMN:OMA PHL:PHI PRI:PUR PRT:POR PRY:PAR PSE:PLE SAU:KSA SDN:SUD SLB:SOL SLV:ESA
SVN:SLO SYC:SEY TCD:CHA TGO:TOG TON:TGA TWN:TPE TZA:TAN URY:URU VCT:VIN VGB:IVB VIR:ISV
VNM:VIE VUT:VAN WSM:SAM XKX:KOS ZAF:RSA ZMB:ZAM ZWE:ZIM
"""
ISO_DIFFERS: Mapping[str, str] = {
    iso: ioc for iso, _, ioc in (pair.partition(":") for pair in _ISO.split())
}

# The National Olympic Committees, and Curaçao and Macau, which the UCI has as members.
_CURRENT = """
AFG Afghanistan|Afghanistan
ALB Albania|Albanie
ALG Algeria|Algérie
AND Andorra|Andorre
ANG Angola|Angola
ANT Antigua and Barbuda|Antigua-et-Barbuda
ARG Argentina|Argentine
ARM Armenia|Arménie
ARU Aruba|Aruba
ASA American Samoa|Samoa américaines
AUS Australia|Australie
AUT Austria|Autriche
AZE Azerbaijan|Azerbaïdjan
BAH Bahamas|Bahamas
BAN Bangladesh|Bangladesh
BAR Barbados|Barbade
BDI Burundi|Burundi
BEL Belgium|Belgique
BEN Benin|Bénin
BER Bermuda|Bermudes
BHU Bhutan|Bhoutan
BIH Bosnia and Herzegovina|Bosnie-Herzégovine
BIZ Belize|Belize
BLR Belarus|Biélorussie
BOL Bolivia|Bolivie
BOT Botswana|Botswana
BRA Brazil|Brésil
BRN Bahrain|Bahreïn
BRU Brunei|Brunei
BUL Bulgaria|Bulgarie
BUR Burkina Faso|Burkina Faso
CAF Central African Republic|République centrafricaine
CAM Cambodia|Cambodge
CAN Canada|Canada
CAY Cayman Islands|Îles Caïmans
CGO Congo|Congo
CHA Chad|Tchad
CHI Chile|Chili
CHN China|Chine
CIV Ivory Coast|Côte d'Ivoire
CMR Cameroon|Cameroun
COD DR Congo|RD Congo
COK Cook Islands|Îles Cook
COL Colombia|Colombie
COM Comoros|Comores
CPV Cape Verde|Cap-Vert
CRC Costa Rica|Costa Rica
CRO Croatia|Croatie
CUB Cuba|Cuba
CUW Curaçao|Curaçao
CYP Cyprus|Chypre
CZE Czech Republic|Tchéquie
DEN Denmark|Danemark
DJI Djibouti|Djibouti
DMA Dominica|Dominique
DOM Dominican Republic|République dominicaine
ECU Ecuador|Équateur
EGY Egypt|Égypte
ERI Eritrea|Érythrée
ESA El Salvador|Salvador
ESP Spain|Espagne
EST Estonia|Estonie
ETH Ethiopia|Éthiopie
FIJ Fiji|Fidji
FIN Finland|Finlande
FRA France|France
FSM Micronesia|Micronésie
GAB Gabon|Gabon
GAM Gambia|Gambie
GBR Great Britain|Grande-Bretagne
GBS Guinea-Bissau|Guinée-Bissau
GEO Georgia|Géorgie
GEQ Equatorial Guinea|Guinée équatoriale
GER Germany|Allemagne
GHA Ghana|Ghana
GRE Greece|Grèce
GRN Grenada|Grenade
GUA Guatemala|Guatemala
GUI Guinea|Guinée
GUM Guam|Guam
GUY Guyana|Guyana
HAI Haiti|Haïti
HKG Hong Kong|Hong Kong
HON Honduras|Honduras
HUN Hungary|Hongrie
INA Indonesia|Indonésie
IND India|Inde
IRI Iran|Iran
IRL Ireland|Irlande
IRQ Iraq|Irak
ISL Iceland|Islande
ISR Israel|Israël
ISV US Virgin Islands|Îles Vierges américaines
ITA Italy|Italie
IVB British Virgin Islands|Îles Vierges britanniques
JAM Jamaica|Jamaïque
JOR Jordan|Jordanie
JPN Japan|Japon
KAZ Kazakhstan|Kazakhstan
KEN Kenya|Kenya
KGZ Kyrgyzstan|Kirghizistan
KIR Kiribati|Kiribati
KOR South Korea|Corée du Sud
KOS Kosovo|Kosovo
KSA Saudi Arabia|Arabie saoudite
KUW Kuwait|Koweït
LAO Laos|Laos
LAT Latvia|Lettonie
LBA Libya|Libye
LBN Lebanon|Liban
LBR Liberia|Liberia
LCA Saint Lucia|Sainte-Lucie
LES Lesotho|Lesotho
LIE Liechtenstein|Liechtenstein
LTU Lithuania|Lituanie
LUX Luxembourg|Luxembourg
MAC Macau|Macao
MAD Madagascar|Madagascar
MAR Morocco|Maroc
MAS Malaysia|Malaisie
MAW Malawi|Malawi
MDA Moldova|Moldavie
MDV Maldives|Maldives
MEX Mexico|Mexique
MGL Mongolia|Mongolie
MHL Marshall Islands|Îles Marshall
MKD North Macedonia|Macédoine du Nord
MLI Mali|Mali
MLT Malta|Malte
MNE Montenegro|Monténégro
MON Monaco|Monaco
MOZ Mozambique|Mozambique
MRI Mauritius|Maurice
MTN Mauritania|Mauritanie
MYA Myanmar|Birmanie
NAM Namibia|Namibie
NCA Nicaragua|Nicaragua
NED Netherlands|Pays-Bas
NEP Nepal|Népal
NGR Nigeria|Nigeria
NIG Niger|Niger
NOR Norway|Norvège
NRU Nauru|Nauru
NZL New Zealand|Nouvelle-Zélande
OMA Oman|Oman
PAK Pakistan|Pakistan
PAN Panama|Panama
PAR Paraguay|Paraguay
PER Peru|Pérou
PHI Philippines|Philippines
PLE Palestine|Palestine
PLW Palau|Palaos
PNG Papua New Guinea|Papouasie-Nouvelle-Guinée
POL Poland|Pologne
POR Portugal|Portugal
PRK North Korea|Corée du Nord
PUR Puerto Rico|Porto Rico
QAT Qatar|Qatar
ROU Romania|Roumanie
RSA South Africa|Afrique du Sud
RUS Russia|Russie
RWA Rwanda|Rwanda
SAM Samoa|Samoa
SEN Senegal|Sénégal
SEY Seychelles|Seychelles
SGP Singapore|Singapour
SKN Saint Kitts and Nevis|Saint-Christophe-et-Niévès
SLE Sierra Leone|Sierra Leone
SLO Slovenia|Slovénie
SMR San Marino|Saint-Marin
SOL Solomon Islands|Îles Salomon
SOM Somalia|Somalie
SRB Serbia|Serbie
SRI Sri Lanka|Sri Lanka
SSD South Sudan|Soudan du Sud
STP São Tomé and Príncipe|Sao Tomé-et-Principe
SUD Sudan|Soudan
SUI Switzerland|Suisse
SUR Suriname|Suriname
SVK Slovakia|Slovaquie
SWE Sweden|Suède
SWZ Eswatini|Eswatini
SYR Syria|Syrie
TAN Tanzania|Tanzanie
TGA Tonga|Tonga
THA Thailand|Thaïlande
TJK Tajikistan|Tadjikistan
TKM Turkmenistan|Turkménistan
TLS Timor-Leste|Timor oriental
TOG Togo|Togo
TPE Chinese Taipei|Taipei chinois
TTO Trinidad and Tobago|Trinité-et-Tobago
TUN Tunisia|Tunisie
TUR Türkiye|Turquie
TUV Tuvalu|Tuvalu
UAE United Arab Emirates|Émirats arabes unis
UGA Uganda|Ouganda
UKR Ukraine|Ukraine
URU Uruguay|Uruguay
USA United States|États-Unis
UZB Uzbekistan|Ouzbékistan
VAN Vanuatu|Vanuatu
VEN Venezuela|Venezuela
VIE Vietnam|Viêt Nam
VIN Saint Vincent and the Grenadines|Saint-Vincent-et-les-Grenadines
YEM Yemen|Yémen
ZAM Zambia|Zambie
ZIM Zimbabwe|Zimbabwe
"""

_NEUTRAL = """
AIN Individual Neutral Athletes|Athlètes individuels neutres
EOR Refugee Olympic Team|Équipe olympique des réfugiés
IOA Independent Olympic Athletes|Athlètes olympiques indépendants
IOP Independent Olympic Participants|Participants olympiques indépendants
IPA Independent Paralympic Athletes|Athlètes paralympiques indépendants
IPP Independent Paralympic Participants|Participants paralympiques indépendants
NPA Neutral Paralympic Athletes|Athlètes paralympiques neutres
OAR Olympic Athletes from Russia|Athlètes olympiques de Russie
ROC Russian Olympic Committee|Comité olympique russe
ROT Refugee Olympic Team of 2016|Équipe olympique des réfugiés de 2016
RPC Russian Paralympic Committee|Comité paralympique russe
RPT Refugee Paralympic Team|Équipe paralympique des réfugiés
"""

_COMMONWEALTH = """
ENG England|Angleterre
GGY Guernsey|Guernesey
GIB Gibraltar|Gibraltar
IOM Isle of Man|Île de Man
JEY Jersey|Jersey
NIR Northern Ireland|Irlande du Nord
SCO Scotland|Écosse
WAL Wales|Pays de Galles
"""

_HISTORIC = """
AHO Netherlands Antilles|Antilles néerlandaises
ANZ Australasia|Australasie
BIR Burma|Birmanie (jusqu'en 1989)
BOH Bohemia|Bohême
BWI British West Indies|Indes occidentales britanniques
CEY Ceylon|Ceylan
DAH Dahomey|Dahomey
EUA United Team of Germany|Équipe unifiée d'Allemagne
EUN Unified Team|Équipe unifiée
FRG West Germany|Allemagne de l'Ouest
GDR East Germany|Allemagne de l'Est
HOL Netherlands (until 1988)|Pays-Bas (jusqu'en 1988)
LIB Lebanon (until 2016)|Liban (jusqu'en 2016)
MAL Malaya|Malaisie britannique
RHO Rhodesia|Rhodésie
ROM Romania (until 2006)|Roumanie (jusqu'en 2006)
SAA Saar|Sarre
SCG Serbia and Montenegro|Serbie-et-Monténégro
SIN Singapore (until 2016)|Singapour (jusqu'en 2016)
TCH Czechoslovakia|Tchécoslovaquie
TRI Trinidad and Tobago (until 2016)|Trinité-et-Tobago (jusqu'en 2016)
UAR United Arab Republic|République arabe unie
URS Soviet Union|Union soviétique
VOL Upper Volta|Haute-Volta
WIF West Indies Federation|Fédération des Indes occidentales
YUG Yugoslavia|Yougoslavie
ZAI Zaire|Zaïre
"""

_TABLES: Mapping[Standing, str] = {
    Standing.CURRENT: _CURRENT,
    Standing.NEUTRAL: _NEUTRAL,
    Standing.COMMONWEALTH: _COMMONWEALTH,
    Standing.HISTORIC: _HISTORIC,
}
