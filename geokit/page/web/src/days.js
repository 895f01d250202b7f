// Days are those of China, where the land lies, whatever the clock of the reader's machine.

// One time for all of it, eight hours ahead of UTC, without summer time.
const AHEAD_MS = 8 * 60 * 60 * 1000;

/**
 * What day it is in China.
 * @param {Date} [now]
 * @returns {{year: number, month: number, day: number}} The month from 1.
 */
export function dayInChina(now = new Date()) {
  const shifted = new Date(now.getTime() + AHEAD_MS);
  return {year: shifted.getUTCFullYear(), month: shifted.getUTCMonth() + 1, day: shifted.getUTCDate()};
}

/**
 * The moment at which a year, month or day is over.
 * @param {string} date
 * @returns {Date}
 */
export function endOf(date) {
  const [year, month, day] = date.split("-").map(Number);
  const next = month === undefined ? Date.UTC(year + 1, 0) : day === undefined ? Date.UTC(year, month) : Date.UTC(year, month - 1, day + 1);
  return new Date(next - AHEAD_MS);
}
