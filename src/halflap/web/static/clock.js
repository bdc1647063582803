// @ts-check
// Knows what time it is at the hub, by the clock of this device that only goes forward; and how
// times are written.

const REMEMBERED = 40;
const SET_US = 2_000_000;

/** Hub minus this device, in microseconds, message by message: late ones are too small. @type {number[]} */
let offsets = [];
let rate = 1;
let best = 0;

/**
 * A message came that says what the hub's clock showed when it was sent.
 * @param {number} nowUs
 * @param {number} [speed] seconds of the hub in one of this device: 1, but for a demonstration
 */
export function heard(nowUs, speed = 1) {
  if (speed !== rate) {
    rate = speed;
    offsets = [];
  }
  const offset = nowUs - mine();
  if (offsets.length > 0 && offset < best - SET_US * rate) offsets = []; // another hub, or its clock
  offsets.push(offset);
  if (offsets.length > REMEMBERED) offsets.shift();
  best = Math.max(...offsets);
}

/** @returns {number} microseconds of this device in the hub's measure */
function mine() {
  return inHubUs(performance.now());
}

/** @returns {number} what the hub's steady clock shows now, in microseconds */
export function hubNow() {
  return mine() + best;
}

/**
 * How much the hub's clock goes on meanwhile.
 * @param {number} ms milliseconds of this device
 * @returns {number} microseconds
 */
export function inHubUs(ms) {
  return ms * 1000 * rate;
}

/** @returns {boolean} whether the hub was heard at all */
export function isKnown() {
  return offsets.length > 0;
}

/**
 * A time as it is published: cut off, never rounded.
 * @param {number | null | undefined} us
 * @param {number} [digits] decimals of the second
 * @returns {string}
 */
export function formatTime(us, digits = 3) {
  if (us === null || us === undefined) return "–";
  const unit = 10 ** digits;
  const parts = Math.floor(Math.abs(us) / 10 ** (6 - digits));
  const seconds = Math.floor(parts / unit);
  const minutes = Math.floor(seconds / 60);
  const whole = minutes > 0 ? `${minutes}:${String(seconds % 60).padStart(2, "0")}` : `${seconds}`;
  const decimals = digits > 0 ? `.${String(parts % unit).padStart(digits, "0")}` : "";
  return `${us < 0 ? "−" : ""}${whole}${decimals}`;
}

/**
 * A gap with its sign.
 * @param {number | null | undefined} us
 * @param {number} [digits]
 * @returns {string}
 */
export function formatGap(us, digits = 3) {
  if (us === null || us === undefined) return "–";
  return `${us < 0 ? "" : "+"}${formatTime(us, digits)}`;
}
