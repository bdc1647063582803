// @ts-check
// Knows the shapes of what the hub tells officials (meet/views/officials.py), as types alone.

/**
 * @typedef {Record<string, string>} Text a sentence by language
 * @typedef {{code: string, text: Text, remedy: Text, action?: string | null}} Why
 * @typedef {{name: string, fields: Record<string, unknown>, now?: string | null}} Given
 * @typedef {{side: string, bib: number, name: string, commands: Given[], does: Text[], refused: Why[]}} Choice
 * @typedef {{commands: Given[], does: Text[], refused: Why[], choices: Choice[]}} Possible
 * @typedef {[string, number, string]} Rider side, bib, name
 * @typedef {[string, string, string, number]} RunAt competition, phase, heat, run
 * @typedef {{at: RunAt, title: string, competition: string | null, phase: Text, label: string | null, riders: Rider[], level: string | null, result: Text | null}} Place
 * @typedef {{post: string, source: string, channel: string, passed: boolean, says: Text | null}} Step
 * @typedef {{waits: Why | null, steps: Step[], running: boolean, says: Text[], bypass: string | null}} Checking
 * @typedef {{
 *   awaits: Text, action: string | null, does: Text | null, notice: Text | null,
 *   run: Place | null, next: Place | null, actions: Record<string, Possible>,
 *   undo: {seq: number, text: Text, actor: string} | null, check: Checking,
 *   automation: {unattended: boolean, paused: boolean, held: Text[]},
 *   kept: {made: string | null, failed: Why | null, disk: Text | null}, waits: Text | null, offset_us: number | null
 * }} ConsoleNow
 * @typedef {{
 *   number: number, line: string, us: number | null, time: string, source: string, channel: string,
 *   of: string | null, half_lap: number | null, wheel: string | null, sure: number | null,
 *   marks: string[], why: Text | null
 * }} Row
 * @typedef {{run: RunAt | null, riders: Rider[], half_laps: number, reset: boolean, count: number, earlier: number, rows: Row[]}} Strip
 * @typedef {{
 *   name: string, role: string, protocol: string, address: string, state: string, well: boolean,
 *   says: Text | null, remedy: Text | null, impulses: number, rejected: number, lost: number,
 *   outside: number, last: string, inputs: Record<string, string>
 * }} Device
 * @typedef {{n: number, us: number | null, sure: number, others: number[], impulses: number[]}} Split
 * @typedef {{side: string, bib: number, name: string, status: string, splits: Split[]}} Ride
 * @typedef {{code: string, side: string | null, half_lap: number | null, text: Text, overdue: boolean}} Doubt
 * @typedef {{
 *   side: string, bib: number, name: string, done: number, to_go: number, split_us: number | null,
 *   half_lap_us: number | null, lap_us: number | null, average_mkmh: number | null,
 *   current_mkmh: number | null, rank: number | null, projected_us: number | null,
 *   to_record_us: number | null, to_schedule_us?: number | null, finish_us: number | null
 * }} NowRider
 * @typedef {{
 *   phase: string, heat: string, label: string | null, number: number, of: number, run: number,
 *   half_laps: number, state: string, countdown_us: number | null, gun_us: number | null,
 *   leader: string | null, gap_us: number | null, gap_half_lap: number | null, riders: NowRider[],
 *   counters: {start: string | null, laps: number | null, overridden: boolean}[]
 * }} Now
 * @typedef {{
 *   now: Now | null, state: string, rides: Ride[], doubts: Doubt[],
 *   catch: {by: string, half_lap: number, distance_m: string, doubtful: boolean, text: Text} | null,
 *   closing: Text | null
 * }} Live
 * @typedef {{console: ConsoleNow, strip: Strip, devices: {devices: Device[]}, live: Live | null, operators: import("../presence.js").Operator[]}} Officials
 */

export {};
