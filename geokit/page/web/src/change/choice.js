// Which change the reader has chosen, and which kinds of changes are shown.

/** @import {Action, ChangeTable} from "../types.d.ts" */

/** @type {Action[]} */
const listeners = [];
/** @type {Set<number>} */
const hidden = new Set();
let chosen = -1;

function tell() {
  listeners.forEach((listener) => listener());
}

export const choice = {
  /** @param {Action} listener */
  listen: (listener) => listeners.push(listener),
  tell,
  chosen: () => chosen,
  /** @param {number} at */
  choose: (at) => {
    chosen = at;
    tell();
  },
  /** @param {number} kind */
  shows: (kind) => !hidden.has(kind),
  /** @param {ChangeTable} events @param {number} at */
  showsEvent: (events, at) => at < 0 || !hidden.has(events.kinds[at]),
  /** @param {number} kind @param {boolean} isShown @param {ChangeTable} events */
  set: (kind, isShown, events) => {
    hidden[isShown ? "delete" : "add"](kind);
    // What is hidden is not chosen.
    chosen = chosen >= 0 && hidden.has(events.kinds[chosen]) ? -1 : chosen;
    tell();
  }
};
