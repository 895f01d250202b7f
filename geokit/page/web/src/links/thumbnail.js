// The true geography, small: the coast, both cities, and how far they are apart.

/** @import {LinkPage, Thumbnail} from "../types.d.ts" */
import {element, fillWith, setText, svgElement, word} from "../text.js";
import {dock} from "./dock.js";
import {inLayout} from "./layout.js";

const NAME_BELOW = 22;

/** @param {[number, number][][]} rings @returns {string} */
const path = (rings) => rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");

/**
 * @param {LinkPage} page
 * @param {Thumbnail} thumbnail
 * @returns {HTMLElement}
 */
function picture(page, {width, height, land, cities, km, way: [one, other]}) {
  /** @type {SVGElement[]} */
  const parts = [
    svgElement("rect", {class: "gk-thumb-sea", width, height}),
    svgElement("path", {class: "gk-thumb-land", d: path(land)}),
    ...cities.map((each) => svgElement("path", {class: "gk-thumb-city", d: path(each.rings)})),
    svgElement("path", {class: "gk-thumb-line", d: "M" + one.join(" ") + "L" + other.join(" ")})
  ];
  cities.forEach((each) => {
    const {name} = /** @type {LinkPage["cities"][number]} */ (page.cities.find(({id}) => id === each.city));
    const text = svgElement("text", {x: each.centre[0], y: each.centre[1] + NAME_BELOW, "font-size": 13, "font-weight": 600, "text-anchor": "middle"});
    setText(text, name);
    parts.push(text);
  });
  const far = svgElement("text", {"font-size": 12, x: (one[0] + other[0]) / 2, y: (one[1] + other[1]) / 2 - 8, "text-anchor": "end"});
  setText(far, word("about_km", {km}));
  const svg = svgElement("svg", {viewBox: [0, 0, width, height].join(" "), width, height, role: "img"}, [...parts, far]);
  svg.gkAttributes = {"aria-label": word("thumbnail")};
  return element("figure", {class: "gk-thumb"}, [svg, element("figcaption", {text: word("thumbnail")})]);
}

/**
 * In a corner of a map that has room for it, else beside the legend.
 * @param {L.Map} map
 * @param {LinkPage} page
 */
export function addThumbnail(map, page) {
  if (!page.thumbnail) {
    return;
  }
  const node = picture(page, page.thumbnail);
  const aside = element("div", {class: "gk-thumb-aside"});
  fillWith(".gk-side", [aside]);
  dock(map, node, "bottomright", aside);
  inLayout((layout) => { node.hidden = layout.frames.length === 0; });
}
