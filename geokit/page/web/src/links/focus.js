// Which pairs the reader looks at: what is pointed at goes before what was chosen.

/** @typedef {string | null} Id */
/** @typedef {(focused: Id, chosen: Id, shown: string[]) => void} Listener */

/** @type {Listener[]} */
const listeners = [];
/** @type {string[]} */
let chosen = [];
/** @type {string[]} */
let pointed = [];
/** Where the pointer was last. */
let last = "";

/** @param {string[]} ids @returns {Id} */
const only = (ids) => (ids.length === 1 ? ids[0] : null);

function tell() {
  const shown = pointed.length ? pointed : chosen;
  listeners.forEach((listener) => listener(only(shown), only(chosen), shown));
}

/**
 * Whether the pointer came to what is below it; where a list opens or closes, another row comes to the pointer.
 * @param {Event} event
 * @returns {boolean}
 */
export const isMoved = (event) => placeOf(event) !== last;

/** @param {Event} event */
const placeOf = (event) => {
  const {screenX: x, screenY: y} = /** @type {MouseEvent} */ (event);
  return `${x} ${y}`;
};

/** Remember where the pointer is; what it enters hears of that before. */
export function watchPointer() {
  document.addEventListener("mousemove", (event) => { last = placeOf(event); });
}

export const focus = {
  /**
   * Hear of each change: the one pair pointed at or chosen, the one chosen, and all that are shown.
   * @param {Listener} listener
   */
  listen: (listener) => listeners.push(listener),
  /** @param {Id} id */
  point: (id) => focus.pointAt(id === null ? [] : [id]),
  /** @param {string[]} ids */
  pointAt: (ids) => {
    pointed = ids;
    tell();
  },
  /** @param {Id} id */
  choose: (id) => focus.chooseAll(id === null ? [] : [id]),
  /**
   * Choose all pairs of a district at once; what was chosen already is let go.
   * @param {string[]} ids
   */
  chooseAll: (ids) => {
    chosen = ids;
    pointed = [];
    tell();
  },
  /** @param {string[]} ids */
  toggle: (ids) => focus.chooseAll(ids.join() === chosen.join() ? [] : ids),
  chosen: () => only(chosen),
  allChosen: () => chosen,
  /**
   * Let an element point at pairs and choose them.
   * @param {Element} node
   * @param {string[]} ids
   */
  follow: (node, ids) => {
    node.addEventListener("mouseenter", (event) => isMoved(event) && focus.pointAt(ids));
    node.addEventListener("mouseleave", () => focus.pointAt([]));
    node.addEventListener("click", (event) => {
      event.stopPropagation();
      focus.toggle(ids);
    });
  },
  /**
   * Dim what belongs to none of the pairs that are shown.
   * @param {() => (Element | undefined | null)[]} nodes
   * @param {string[]} ids
   */
  dim: (nodes, ids) => focus.listen((_, __, shown) => {
    const isDim = shown.length > 0 && !ids.some((id) => shown.includes(id));
    nodes().forEach((node) => node && node.classList.toggle("is-dim", isDim));
  })
};
