// Which pair the reader looks at: what is pointed at goes before what was chosen.

/** @typedef {string | null} Id */

/** @type {((focused: Id, chosen: Id) => void)[]} */
const listeners = [];
/** @type {Id} */
let chosen = null;
/** @type {Id} */
let pointed = null;

function tell() {
  listeners.forEach((listener) => listener(pointed || chosen, chosen));
}

export const focus = {
  /** @param {(focused: Id, chosen: Id) => void} listener */
  listen: (listener) => listeners.push(listener),
  /** @param {Id} id */
  point: (id) => {
    pointed = id;
    tell();
  },
  /** @param {Id} id */
  choose: (id) => {
    chosen = id;
    tell();
  },
  chosen: () => chosen,
  /**
   * Let an element point at a pair and choose it.
   * @param {HTMLElement} node
   * @param {string} id
   */
  follow: (node, id) => {
    node.addEventListener("mouseenter", () => focus.point(id));
    node.addEventListener("mouseleave", () => focus.point(null));
    node.addEventListener("click", () => focus.choose(id));
  }
};
