// What has no room beside the map follows on further sheets: nothing ends where the paper does.

/** @import {Action} from "../types.d.ts" */

/** These are not torn apart. */
const WHOLE = "li, p, dl, h2, h3, table, figure, article, svg, label, button, summary";
/** What stands on no sheet beside the map, and is whole on those after it. */
const FURTHER = ".gk-further";
const HEADING = "h2, h3, .gk-list-head";

/**
 * @param {Element} node
 * @returns {boolean}
 */
const isSeen = (node) => node.getClientRects().length > 0;

/**
 * Whether there is anything to be read or looked at: a status that says nothing yet is none.
 * @param {Element} node
 * @returns {boolean}
 */
const isFilled = (node) => node.matches("svg, canvas, img") || (node.textContent || "").trim() !== "";

/**
 * Whether a node is, or ends with, something that is not torn apart; a picture in an entry is only a part of it.
 * @param {Element} node
 * @returns {boolean}
 */
const isEntry = (node) => {
  const around = node.parentElement && node.parentElement.closest(WHOLE);
  return !around && (node.matches(WHOLE) || !node.children.length);
};

/**
 * Whether anything of a node ends above the end of the paper, besides its heading.
 * @param {Element} node
 * @param {number} end
 * @returns {boolean}
 */
const isBegun = (node, end) => [...node.querySelectorAll("*")].some((each) => (
  isSeen(each) && isFilled(each) && !each.closest(HEADING) && isEntry(each) && each.getBoundingClientRect().bottom <= end
));

/**
 * Part a node at the end of the paper: what of it is below goes to the copy, what is above stays.
 * @param {Element} node
 * @param {Element} copy
 * @param {number} end
 * @param {Action[]} cuts what is to be done when all is measured
 * @returns {boolean} whether any of it goes on
 */
function part(node, copy, end, cuts) {
  if (node.matches(FURTHER)) {
    copy.querySelectorAll("details").forEach((fold) => { fold.open = true; });
    return true;
  }
  if (!isSeen(node) || node.getBoundingClientRect().bottom <= end) {
    // A heading is said again above what goes on.
    if (!isSeen(node) || !node.matches(HEADING)) {
      cuts.push(() => copy.remove());
    }
    return false;
  }
  // A heading alone does not stay above the end.
  if (node.matches(WHOLE) || !isBegun(node, end)) {
    cuts.push(() => node.classList.add("is-carried"));
    return true;
  }
  const copies = [...copy.children];
  const parts = [...node.children].map((child, at) => part(child, copies[at], end, cuts));
  const goesOn = parts.some(Boolean);
  if (!goesOn) {
    cuts.push(() => copy.remove());
  }
  return goesOn;
}

const loosen = () => document.documentElement.style.removeProperty("--tightness");

/**
 * Set the side column a little smaller where that gives all of it room; whether it has.
 * @param {Element} side
 * @returns {boolean}
 */
function tighten(side) {
  for (const tightness of ["1", "0.95", "0.9", "0.85"]) {
    document.documentElement.style.setProperty("--tightness", tightness);
    if (side.scrollHeight <= side.clientHeight + 1) {
      return true;
    }
  }
  loosen();
  return false;
}

/**
 * Carry what has no room in the side column to a sheet after the map's; returns what takes it back.
 * @returns {Action}
 */
export function carryOver() {
  const side = document.querySelector(".gk-side");
  if (!side || (tighten(side) && !side.querySelector(FURTHER))) {
    return loosen;
  }
  const copy = /** @type {HTMLElement} */ (side.cloneNode(true));
  copy.className = "gk-rest";
  copy.setAttribute("aria-hidden", "true");
  /** @type {Action[]} */
  const cuts = [];
  const end = side.getBoundingClientRect().top + side.clientTop + side.clientHeight + 1;
  const copies = [...copy.children];
  const parts = [...side.children].map((child, at) => part(child, copies[at], end, cuts));
  if (!parts.some(Boolean)) {
    return loosen;
  }
  cuts.forEach((cut) => cut());
  document.body.appendChild(copy);
  return () => {
    loosen();
    copy.remove();
    side.querySelectorAll(".is-carried").forEach((node) => node.classList.remove("is-carried"));
  };
}
