// The parts of a page stand in the document as the eye has them, for the Tab key and for voices: beside the map its list
// comes first, on a narrow page the map does.

const PARTS = ".gk-page > :is(.gk-side, .gk-list, .gk-main, .gk-detail)";

/**
 * What lies beside another is read from the left, what lies below it after it.
 * @param {{box: DOMRect}} one
 * @param {{box: DOMRect}} other
 */
const inSight = ({box: one}, {box: other}) =>
  (one.bottom <= other.top + 1 ? -1 : other.bottom <= one.top + 1 ? 1 : one.left - other.left);

/**
 * Move a part to where another one ends; a focus in it stays.
 * @param {Element} part
 * @param {Element} previous
 */
export function moveBehind(part, previous) {
  const focused = /** @type {HTMLElement | null} */ (document.activeElement);
  previous.after(part);
  if (focused && part.contains(focused)) {
    focused.focus({preventScroll: true});
  }
}

/** Give the parts that are seen the order in which they are. */
export function orderAsSeen() {
  const seen = [...document.querySelectorAll(PARTS)].map((part) => ({part, box: part.getBoundingClientRect()}))
    .filter(({box}) => box.width && box.height).sort(inSight).map(({part}) => part);
  let previous = document.querySelector(".gk-page > .gk-head");
  for (const part of seen) {
    if (previous && part.previousElementSibling !== previous) {
      moveBehind(part, previous);
    }
    previous = part;
  }
}

/** Keep to that order, whatever becomes of the window. */
export function keepReadingOrder() {
  orderAsSeen();
  window.addEventListener("resize", orderAsSeen);
}
