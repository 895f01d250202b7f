// Opening a page where its address says; what the page does not have is said in a quiet sentence.

/** @import {Destination, Text} from "./types.d.ts" */
import {address} from "./address.js";
import {element, word} from "./text.js";
import {goElsewhere} from "./views.js";

const LONGEST = 60;

/**
 * Anybody's text as a part of a sentence: on one line, not too long, and without letters that are not seen.
 * @param {string} text
 * @returns {string}
 */
function quotable(text) {
  const seen = text.replace(/\p{C}/gu, "\ufffd");
  return seen.length > LONGEST ? seen.slice(0, LONGEST) + "…" : seen;
}

/**
 * @param {Destination} place
 * @returns {Text}
 */
const sentence = ({kind, id}) => word("no_such_place", {kind: word("place_" + kind), id: quotable(id)});

function open() {
  if (goElsewhere()) {
    return;
  }
  const unknown = address.open();
  document.querySelectorAll(".gk-unknown-place").forEach((node) => node.remove());
  const main = document.querySelector(".gk-main");
  if (main && unknown.length) {
    // A parcel of a park that is not there needs no second sentence.
    main.appendChild(element("p", {class: "gk-unknown-place", text: sentence(unknown[0]), attributes: {role: "status"}}));
  }
}

/** Open the place that the address names, now and whenever the address is changed. */
export function openAddress() {
  address.listen(open);
  open();
}
