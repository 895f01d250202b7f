// What has the focus stays: who works by keys is neither put back to the top of the page nor led behind a card.

/**
 * Whether the list stands beside the map; below it, the page would scroll away from what was just chosen.
 * @returns {boolean}
 */
export const isBeside = () => getComputedStyle(/** @type {Element} */ (document.querySelector(".gk-side"))).overflowY === "auto";

/**
 * Whether a node can have the focus again: it is still there, seen, and no mere ground of the page.
 * @param {Element | null} node
 * @returns {node is HTMLElement}
 */
export const isStop = (node) => Boolean(node && node !== document.body && node.getClientRects().length);

/**
 * Hide or show a node; a focus in it goes on to what stands in its place.
 * @param {HTMLElement} node
 * @param {boolean} isHidden
 * @param {() => HTMLElement | null | undefined} next
 */
export function hide(node, isHidden, next) {
  const hadFocus = isHidden && node.contains(document.activeElement);
  node.hidden = isHidden;
  const heir = hadFocus && next();
  heir && heir.focus({preventScroll: true});
}

/**
 * Let nothing of a list come to rest behind a card that stays above it.
 * @param {HTMLElement} card
 * @param {boolean} isOpen
 */
export function makeRoomBelow(card, isOpen) {
  const list = card.parentElement;
  if (!list) {
    return;
  }
  list.style.scrollPaddingTop = isOpen ? card.offsetHeight + "px" : "";
  const focused = document.activeElement;
  if (isOpen && focused && list.contains(focused) && !card.contains(focused) && isBeside()) {
    focused.scrollIntoView({block: "nearest"});
  }
}
