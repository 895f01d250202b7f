// The phases, parcels and findings of a park's map or an audit's, as an address names them.

/** @import {LiveFinding, SitePage, Text} from "../types.d.ts" */
/** @import {Choosing} from "./choosing.js" */
import {address} from "../address.js";
import {filter} from "./filter.js";

/**
 * @typedef {object} Ways
 * @property {Choosing} chosen
 * @property {(id: string) => boolean} openParcel
 * @property {(id: string) => boolean} choosePhase
 */

/**
 * Whether an id is what something is called in either language.
 * @param {Text | undefined} name
 * @param {string} id
 * @returns {boolean}
 */
const isCalled = (name, id) => (typeof name === "object" ? Object.values(name) : [String(name)]).includes(id);

/**
 * Where no parcel is of a phase, what is known of it stands in the card of the park; whether there is any.
 * @param {string} id
 * @returns {boolean}
 */
function showRows(id) {
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".gk-side dt")]);
  rows.forEach((node) => node.classList.remove("is-addressed"));
  const found = rows.filter((node) => isCalled(node.gkText, id));
  found.forEach((node) => node.classList.add("is-addressed"));
  found.length && found[0].scrollIntoView({block: "nearest"});
  return found.length > 0;
}

function sayPhases() {
  let last = filter.phase();
  filter.listen(() => {
    if (filter.phase() !== last) {
      last = filter.phase();
      const bar = filter.layers().flatMap(({data}) => data.bars).find(({phase}) => phase === last);
      address.say("phase", bar ? bar.id || Object.values(bar.name)[0] : null);
    }
  });
}

/**
 * @param {SitePage} page
 * @param {LiveFinding[]} findings
 * @param {Ways} ways
 */
export function followAddress(page, findings, {chosen, openParcel, choosePhase}) {
  address.on("park", (id) => page.parks.includes(id));
  address.on("phase", (id) => choosePhase(id) || showRows(id));
  address.on("parcel", openParcel);
  address.on("finding", (id) => {
    const found = findings.find(({data}) => data.fingerprint === id);
    found && chosen.openFinding(found);
    return Boolean(found);
  });
  chosen.listen((finding) => {
    address.say("parcel", null);
    // What is gone has none.
    address.say("finding", finding && finding.data.fingerprint || null);
  });
  sayPhases();
}
