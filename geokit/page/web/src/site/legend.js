// The legend, whose lines are check boxes as well, and say how much of everything is shown.

/** @import {Action, LiveFinding, SitePage, Text} from "../types.d.ts" */
import {countText, sumText} from "./figures.js";
import {filter} from "./filter.js";
import {sample} from "../symbols.js";
import {element, makeButton, setText, word} from "../text.js";

/** @typedef {import("./figures.js").Figures} Figures */
/** @typedef {import("./filter.js").Kind} Kind */

/**
 * @param {{kind: Kind, key: string | number}} what
 * @param {Element} picture
 * @param {Text} name
 * @param {() => Text} count
 * @returns {HTMLElement}
 */
function filterLine({kind, key}, picture, name, count) {
  const box = element("input", {});
  box.type = "checkbox";
  const said = element("span", {class: "gk-filter-count"});
  filter.listen(() => {
    box.checked = filter.shows(kind, key);
    setText(said, count());
  });
  box.addEventListener("change", () => filter.set(kind, [key], box.checked));
  const words = element("span", {class: "gk-filter-words"}, [element("strong", {text: name}), said]);
  return element("li", {}, [element("label", {class: "gk-filter"}, [box, picture, words])]);
}

/**
 * @param {Element} picture
 * @param {Text} name
 * @param {Element} [more]
 * @returns {HTMLElement}
 */
function plainLine(picture, name, more) {
  return element("li", {class: "gk-filter"}, [
    picture, element("span", {class: "gk-filter-words"}, [element("span", {text: name}), more])
  ]);
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement[]}
 */
function outlineLines(page) {
  const seen = new Set();
  return page.outlines.flatMap((outline) => {
    const key = outline.kind + (outline.is_schematic ? "-schematic" : "");
    const said = key + JSON.stringify(outline.legend);
    if (seen.has(said)) {
      return [];
    }
    seen.add(said);
    return [plainLine(sample(key, outline.is_schematic ? "circle" : undefined), outline.legend)];
  });
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement[]}
 */
function placeLine({vague_place: place}) {
  return place ? [plainLine(sample("uncertainty", "circle"), place.legend)] : [];
}

/**
 * @param {Figures} figures
 * @returns {HTMLElement[]}
 */
function groupLines(figures) {
  const {data} = figures.layer;
  // Where phases are told apart, their bars are the legend.
  return data.is_by_phase && data.bars.length > 1 ? [] : data.legend.map(({group, key, name}) =>
    filterLine({kind: "group", key: group}, sample(key), name, () => sumText(figures.ofGroup("shown", group), figures.ofGroup("all", group)))
  );
}

/**
 * Land of the outline that is in no parcel: with some parcels hidden it would be read as theirs.
 * @param {SitePage} page
 * @returns {HTMLElement[]}
 */
function groundLine({ground}) {
  if (!ground) {
    return [];
  }
  const said = element("span", {class: "gk-filter-count"});
  filter.listen(() => setText(said, filter.isOn() && filter.isOnParcels() ? word("ground_filtered") : ground.area));
  return [plainLine(sample("unparcelled"), ground.name, said)];
}

/** @returns {HTMLElement[]} */
function invalidLine() {
  const all = filter.layers().flatMap((layer) => Array.from(layer.data.invalid, (at) => ({layer, at})));
  const said = element("span", {class: "gk-filter-count"});
  filter.listen(() => {
    const shown = all.filter(({layer, at}) => layer.shown[at]).length;
    setText(said, word(shown === all.length ? "parcels_all" : "parcels_some", {n: countText(shown), m: countText(all.length)}));
  });
  return all.length ? [plainLine(sample("invalid"), word("invalid_outline"), said)] : [];
}

/**
 * @param {(finding: LiveFinding) => boolean} isOne
 * @returns {Text}
 */
function findingCount(isOne) {
  const all = filter.findings().filter(isOne);
  const shown = all.filter((finding) => finding.isShown).length;
  const fields = {n: countText(shown), m: countText(all.length)};
  return word(shown === all.length ? "count_all" : "count_of", fields);
}

/**
 * @param {SitePage} page
 * @returns {HTMLElement[]}
 */
function findingLines(page) {
  const severities = page.severities.map(({key, name}) =>
    filterLine({kind: "severity", key}, sample(key), name, () => findingCount(({data}) => data.severity === key))
  );
  const states = (page.states || []).map(({key, name}) =>
    filterLine({kind: "state", key}, sample(key, "line"), name, () => findingCount(({data}) => data.state === key))
  );
  return [...severities, ...states];
}

/**
 * @param {SitePage} page
 * @param {Figures | null} figures
 * @param {Action} whole
 * @returns {HTMLElement | null}
 */
export function makeLegend(page, figures, whole) {
  const lines = [
    ...outlineLines(page), ...placeLine(page), ...(figures ? groupLines(figures) : []), ...groundLine(page), ...invalidLine(),
    ...(page.findings ? findingLines(page) : [])
  ];
  if (!lines.length) {
    return null;
  }
  const small = page.findings && page.findings.length ? element("p", {class: "gk-source", text: word("exaggerated")}) : null;
  return element("section", {class: "gk-legend"}, [
    element("div", {class: "gk-list-head"}, [element("h2", {text: word("legend")}), makeButton(word("whole"), whole)]),
    element("ul", {}, lines), small
  ]);
}
