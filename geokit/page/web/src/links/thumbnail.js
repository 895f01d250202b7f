// The true geography, small: the coast, the cities, and how far they are apart.

/** @import {City, LinkPage, Thumbnail} from "../types.d.ts" */
import {element, fillWith, localize, onLanguage, svgElement, word} from "../text.js";
import {dock} from "./dock.js";
import {inLayout, layout} from "./layout.js";
import {meet} from "./places.js";

/** @typedef {import("./names.js").Names} Names */
/** @typedef {{x: number, y: number, anchor: "start" | "middle" | "end"}} Spot */

const [NAME_PX, FAR_PX] = [13, 12];
const [NAME_BELOW, NAME_ABOVE] = [22, -14];
const EDGE_PX = 3;
// How wide a letter is, as a share of its height: of Chinese, of others.
const [WIDE, NARROW] = [1, 0.58];
const ALONG = [0.5, 0.35, 0.65, 0.2, 0.8];
const ELLIPSIS = "…";
const MARGIN_PX = 10;
// A corner is looked at in so many steps, and a line in steps so long; a view is whole within this much zoom.
const ACROSS = 8;
const STEP_PX = 6;
const NEARLY = 0.7;

/** @param {[number, number][][]} rings @returns {string} */
const path = (rings) => rings.map((ring) => "M" + ring.map((point) => point.join(" ")).join("L") + "Z").join("");

/** @param {string} text @param {number} size @returns {number} */
const widthOf = (text, size) => [...text].reduce((sum, letter) => sum + size * (letter >= "\u2e80" ? WIDE : NARROW), 0);

/** @param {string} text @param {number} size @param {number} room @returns {string} */
function shortened(text, size, room) {
  let short = text;
  while (short && widthOf(short + ELLIPSIS, size) > room) {
    short = short.slice(0, -1);
  }
  return widthOf(text, size) > room ? short + ELLIPSIS : text;
}

/** Words on the picture, which keep inside of it and off each other. */
class Words {
  /** @param {Thumbnail} thumbnail */
  constructor({width, height}) {
    this.size = {width, height};
    /** @type {import("../types.d.ts").Edges[]} */
    this.taken = [];
  }

  /**
   * Put a text on the first of some spots that is free, else on the first.
   * @param {SVGElement} node
   * @param {string} text
   * @param {number} size
   * @param {Spot[]} spots
   */
  put(node, text, size, spots) {
    const short = shortened(text, size, this.size.width - 2 * EDGE_PX);
    const wide = widthOf(short, size);
    const tries = spots.map(({x, y, anchor}) => {
      const wanted = x - wide * {start: 0, middle: 0.5, end: 1}[anchor];
      const left = Math.min(Math.max(wanted, EDGE_PX), this.size.width - EDGE_PX - wide);
      const bottom = Math.min(Math.max(y, size), this.size.height - EDGE_PX);
      // Where nothing had to move, the browser's own measure of the words is kept.
      const at = left === wanted ? {x, anchor} : {x: left, anchor: "start"};
      return {...at, y: bottom, box: {left, right: left + wide, top: bottom - size, bottom: bottom + EDGE_PX}};
    });
    const {x, y, anchor, box} = tries.find((each) => !this.taken.some((other) => meet(each.box, other))) || tries[0];
    this.taken.push(box);
    node.textContent = short;
    Object.entries({x, y, "text-anchor": anchor}).forEach(([key, value]) => node.setAttribute(key, String(value)));
  }
}

/** @param {Thumbnail} thumbnail @returns {Spot[]} */
function farSpots({ways: [[one, other]]}) {
  return ALONG.flatMap((share) => {
    const [x, y] = [one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share];
    return [{x, y: y - 8, anchor: /** @type {"end"} */ ("end")}, {x: x + 8, y: y + 16, anchor: /** @type {"start"} */ ("start")}];
  });
}

/**
 * @param {LinkPage} page
 * @param {Thumbnail} thumbnail
 * @returns {HTMLElement}
 */
function picture(page, thumbnail) {
  const {width, height, sea, land, cities, km, ways} = thumbnail;
  const names = cities.map((each) => {
    const {name} = /** @type {City} */ (page.cities.find(({id}) => id === each.city));
    const [x, y] = each.centre;
    const spots = [NAME_BELOW, NAME_ABOVE].map((below) => ({x, y: y + below, anchor: /** @type {"middle"} */ ("middle")}));
    return {node: svgElement("text", {"font-size": NAME_PX, "font-weight": 600}), name, spots};
  });
  const far = svgElement("text", {"font-size": FAR_PX});
  const svg = svgElement("svg", {viewBox: [0, 0, width, height].join(" "), width, height, role: "img"}, [
    svgElement("rect", {class: "gk-thumb-void", width, height}),
    svgElement("path", {class: "gk-thumb-sea", d: path(sea)}),
    svgElement("path", {class: "gk-thumb-land", d: path(land)}),
    ...cities.map((each) => svgElement("path", {class: "gk-thumb-city", d: path(each.rings)})),
    ...ways.map(([one, other]) => svgElement("path", {class: "gk-thumb-line", d: "M" + one.join(" ") + "L" + other.join(" ")})),
    ...names.map(({node}) => node),
    far
  ]);
  svg.gkAttributes = {"aria-label": word("thumbnail")};
  const write = () => {
    const words = new Words(thumbnail);
    names.forEach(({node, name, spots}) => words.put(node, localize(name), NAME_PX, spots));
    words.put(far, localize(word("about_km", {km})), FAR_PX, farSpots(thumbnail));
  };
  write();
  onLanguage(write);
  return element("figure", {class: "gk-thumb"}, [/** @type {any} */ (svg), element("figcaption", {text: word("thumbnail")})]);
}

/**
 * Where the picture would stand in a corner, in pixels of the page.
 * @param {L.Map} map
 * @param {HTMLElement} node
 * @param {L.ControlPosition} position
 * @returns {import("../types.d.ts").Edges}
 */
function cornerOf(map, node, position) {
  const {left, right, bottom} = map.getContainer().getBoundingClientRect();
  const {width, height} = node.getBoundingClientRect();
  const scale = map.getContainer().querySelector(".leaflet-control-scale");
  const [x, y] = position === "bottomright" ? [right - MARGIN_PX - width, bottom] : [left + MARGIN_PX, scale ? scale.getBoundingClientRect().top : bottom];
  return {left: x, right: x + width, top: y - MARGIN_PX - height, bottom: y - MARGIN_PX};
}

/**
 * Whether a box covers a district or a ribbon.
 * @param {L.Map} map
 * @param {import("../types.d.ts").Edges} box
 * @returns {boolean}
 */
function isCovering(map, box) {
  /** @type {NodeListOf<SVGGeometryElement>} */
  const drawn = map.getContainer().querySelectorAll(".gk-district, .gk-ribbon, .gk-thread");
  const paths = [...drawn].filter((path) => meet(path.getBoundingClientRect(), box));
  const [wide, high] = [box.right - box.left, box.bottom - box.top];
  const spots = Array.from({length: (ACROSS + 1) * (ACROSS + 1)}, (_, at) => (
    {x: box.left + wide * (at % (ACROSS + 1)) / ACROSS, y: box.top + high * Math.floor(at / (ACROSS + 1)) / ACROSS}
  ));
  return paths.some((path) => {
    const matrix = path.getScreenCTM();
    if (!matrix) {
      return false;
    }
    const length = path.getTotalLength();
    const along = Array.from({length: Math.ceil(length / STEP_PX)}, (_, at) => path.getPointAtLength(at * STEP_PX).matrixTransform(matrix));
    return along.some(({x, y}) => x > box.left && x < box.right && y > box.top && y < box.bottom)
      || (path.matches(".gk-district") && spots.some(({x, y}) => path.isPointInFill(new window.DOMPoint(x, y).matrixTransform(matrix.inverse()))));
  });
}

/**
 * Whether a box covers words of the map.
 * @param {L.Map} map
 * @param {import("../types.d.ts").Edges} box
 * @returns {boolean}
 */
const isOnWords = (map, box) => [...map.getContainer().querySelectorAll(".gk-label")]
  .some((label) => getComputedStyle(label).visibility === "visible" && meet(label.getBoundingClientRect(), box));

/**
 * In a corner of the whole map where it covers nothing, else beside the legend.
 * @param {L.Map} map
 * @param {LinkPage} page
 * @returns {(names: Names) => void} what keeps it off names: these stand first, wherever it goes
 */
export function addThumbnail(map, page) {
  if (!page.thumbnail) {
    return () => {};
  }
  const node = picture(page, page.thumbnail);
  const aside = element("div", {class: "gk-thumb-aside"});
  fillWith(".gk-side", [aside]);
  inLayout(({frames}) => { node.hidden = frames.length === 0; });
  const place = dock(map, node, ["bottomright", "bottomleft"], aside, (position) => {
    const box = cornerOf(map, node, position);
    return !isOnWords(map, box) && !isCovering(map, box);
  });
  // What a reader zooms in to may well lie under it: the map is only moved to see it.
  const isWhole = () => Math.abs(map.getZoom() - map.getBoundsZoom(layout().bounds)) < NEARLY;
  return (names) => {
    const again = () => {
      if (!node.hidden && isWhole()) {
        aside.appendChild(node);
        names.refresh();
        place();
      }
    };
    map.on("moveend", again);
    onLanguage(again);
  };
}
