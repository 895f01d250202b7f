// The equation above the page: the ledger's as long as all parcels are shown, and of those that are shown else.

/** @import {Headline, SitePage, Text} from "../types.d.ts" */
import {countText, figureWord, muText} from "./figures.js";
import {filter} from "./filter.js";
import {symbolOfFinding} from "./states.js";
import {setText, word} from "../text.js";

/** @typedef {import("./figures.js").Figures} Figures */

const LEADS = new Set(["declared", "outline", "parcels"]);
// The groups of parcels, in the order of their numbers, as terms.
const TERMS = ["supplied", "approved", "to_acquire", "not_stated", "withdrawn"];

/** @param {Headline} item @returns {HTMLElement | null} */
const boxOf = (item) => document.querySelector('.gk-headline[data-term="' + item.term + '"]');

/**
 * @param {HTMLElement} box
 * @param {{sign?: Text, value: Text, label: Text, is_main?: boolean}} said
 */
function say(box, {sign, value, label, is_main}) {
  box.classList.toggle("is-main", Boolean(is_main));
  /** @type {[string, Text][]} */
  const texts = [[".gk-sign", sign || ""], [".gk-value", value], ["dt", label]];
  texts.forEach(([part, text]) => {
    const node = box.querySelector(part);
    node && setText(node, text);
  });
}

/**
 * The left side: all parcels that are shown.
 * @param {Figures} figures
 */
function leadOf(figures) {
  const [shown, all] = [figures.ofAll("shown"), figures.ofAll("all")];
  const fields = {n: countText(shown.count), m: countText(all.count), u: shown.uncounted};
  return {
    value: figureWord("mu_of", shown.uncounted, {mu: muText(shown.mu)}), label: figureWord("shown_parcels", shown.uncounted, fields)
  };
}

/**
 * One group of the parcels that are shown; null where none of it is.
 * @param {Figures} figures
 * @param {Headline} item
 * @param {Record<string, Text>} names
 */
function termOf(figures, item, names) {
  const group = TERMS.indexOf(item.term || "");
  const sums = group < 0 ? null : figures.ofGroup("shown", group);
  if (!sums || !sums.count) {
    return null;
  }
  const label = names[group] || item.label;
  return {
    value: figureWord("mu_of", sums.uncounted, {mu: muText(sums.mu)}),
    label: sums.uncounted ? word("with_uncounted", {label, u: sums.uncounted}) : label,
    // Of a part it is as much the main one as of all.
    is_main: item.is_main && Boolean(sums.mu || sums.uncounted)
  };
}

/**
 * @param {SitePage} page
 * @param {Figures} figures
 */
export function reactHeadlines(page, figures) {
  const items = (page.headlines || []).filter((item) => item.term);
  const names = Object.fromEntries(figures.layer.data.legend.map((group) => [group.group, group.name]));
  filter.listen(() => {
    const day = filter.day();
    const moment = day === null ? undefined : figures.layer.data.moments[day];
    const now = items.map((item) => moment && moment.headlines.find((other) => other.term === item.term) || item);
    let sign = "=";
    now.forEach((item) => {
      const box = boxOf(item);
      const isLead = LEADS.has(item.term || "");
      const said = !filter.isOnParcels() ? item : isLead ? leadOf(figures) : termOf(figures, item, names);
      if (!box) {
        return;
      }
      box.hidden = !said;
      if (said) {
        // The first term that is left follows the sign of equality.
        say(box, said === item ? item : {...said, sign: isLead ? "" : sign});
        sign = isLead ? sign : "+";
      }
    });
  });
}

/**
 * The counts above the map of an audit: of those that are shown, where some are not.
 * @param {SitePage} page
 */
export function reactCounts(page) {
  const items = (page.headlines || []).filter((item) => item.term);
  filter.listen(() => items.forEach((item) => {
    const box = boxOf(item);
    const [shown, all] = item.term === "audited" ? parcelCounts() : findingCounts(String(item.term));
    box && say(box, {label: item.label, value: shown === all ? item.value : word("n_of", {n: countText(shown), m: countText(all)})});
  }));
}

function parcelCounts() {
  const layers = filter.layers();
  return [
    layers.reduce((sum, {shown, counts}) => sum + shown.reduce((count, each, at) => count + each * counts[at], 0), 0),
    layers.reduce((sum, {counts}) => sum + counts.reduce((count, each) => count + each, 0), 0)
  ];
}

/** @param {string} severity */
function findingCounts(severity) {
  // Those that are gone or accepted are in no count of the audit.
  const own = filter.findings().filter(({data}) => data.severity === severity && symbolOfFinding(data) === severity);
  return [own.filter(({isShown}) => isShown).length, own.length];
}
