// What lies under the ribbons: sea and neighbours in each city's panel, the districts, and where the gap was closed up.

/** @import {District, LatLng, LinkPage, Pair, Shapes, Surrounding} from "../types.d.ts" */
/** @import {LayoutName} from "./layout.js" */
/** @import {Names} from "./names.js" */
import {linesOf} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {element, word} from "../text.js";
import {focus} from "./focus.js";
import {inLayout, inPanels, layout, layoutName, moved, panels} from "./layout.js";
import {SmoothPolygon, paint} from "./shapes.js";

/** @typedef {Record<LayoutName, Shapes>} Lands */

// Where along the closed gap its words may stand, the best first.
const ALONG_GAP = [0.5, 0.35, 0.65, 0.2, 0.8];
const HOST_SHARE = {published: 0.38, unpublished: 0.2};

/**
 * A layer whose places follow the layout.
 * @param {L.Map} map
 * @param {L.PolylineOptions} options
 * @param {() => LatLng[][][]} places
 * @param {(listener: () => void) => void} hear when to draw anew
 * @returns {SmoothPolygon}
 */
export function follow(map, options, places, hear = inLayout) {
  const shape = new SmoothPolygon(/** @type {LatLng[]} */ ([]), Object.assign({weight: 1, interactive: false}, options));
  shape.addTo(map);
  hear(() => shape.setLatLngs(places()));
  return shape;
}

/**
 * @param {string} city
 * @returns {LatLng[][][]}
 */
function panelOf(city) {
  const frame = panels().find((each) => each.city === city);
  return frame ? rectangle(frame.bounds) : [];
}

/**
 * What is drawn of a city's land beyond its panel is covered with paper.
 * @param {string} city
 * @returns {LatLng[][][]}
 */
function beyond(city) {
  const frame = panels().find((each) => each.city === city);
  if (!frame) {
    return [];
  }
  const {bounds: [[south, west], [north, east]], reach: [[lowest], [highest]]} = frame;
  // Lines of neighbours are as wide as they are, and end on the edge of what is drawn.
  const edge = (east - west) / 100;
  const [left, right] = [west - edge, east + edge];
  return [...rectangle([[lowest - edge, left], [south, right]]), ...rectangle([[north, left], [highest + edge, right]])];
}

/**
 * @param {[LatLng, LatLng]} bounds
 * @returns {LatLng[][][]}
 */
const rectangle = ([[south, west], [north, east]]) => [[[[south, west], [north, west], [north, east], [south, east]]]];

/** @returns {LatLng[][][]} */
function horizon() {
  const bounds = layout().horizon;
  return bounds ? rectangle(bounds) : [];
}

/**
 * The pieces of land around the districts, in the layout of now, where they are of the kind that is asked for.
 * @param {Lands} lands
 * @param {(item: Surrounding) => boolean} isWanted
 * @returns {LatLng[][][]}
 */
const landOf = (lands, isWanted) =>
  layout().surroundings.flatMap((item, at) => (isWanted(item) ? linesOf(lands[layoutName()], at) : []));

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 * @param {Lands} lands
 * @param {Names} names
 */
export function drawSurroundings(map, page, lands, names) {
  const pane = "gk-ground";
  inLayout(() => map.getContainer().classList.toggle("is-panelled", layout().frames.length > 0));
  page.cities.forEach(({id}) => follow(map, {className: "gk-void", pane}, () => panelOf(id), inPanels));
  follow(map, {className: "gk-void", pane}, horizon);
  follow(map, {className: "gk-sea", pane}, () => landOf(lands, ({kind}) => kind === "sea"));
  follow(map, {className: "gk-neighbour", pane}, () => landOf(lands, ({kind}) => kind === "neighbour"));
  follow(map, {className: "gk-rim", pane: "gk-rims"}, () => landOf(lands, ({kind}) => kind === "city"));
  follow(map, {className: "gk-land is-alone", pane: "gk-land"}, () => landOf(lands, ({kind}) => kind === "city"));
  page.cities.forEach(({id}) => {
    follow(map, {className: "gk-beyond", pane: "gk-land"}, () => beyond(id), inPanels);
    follow(map, {className: "gk-panel", pane: "gk-land"}, () => panelOf(id), inPanels);
  });
  nameNeighbours(page, lands, names);
}

/**
 * @param {LinkPage} page
 * @param {Lands} lands
 * @param {Names} names
 */
function nameNeighbours(page, lands, names) {
  const named = Object.values(page.layouts).flatMap(({surroundings}) => surroundings.filter(({kind, point}) => kind === "neighbour" && point));
  const texts = new Map(named.map(({name}) => [JSON.stringify(name), name]));
  texts.forEach((text, key) => {
    const node = element("span", {class: "gk-name is-neighbour", text});
    const places = () => landOf(lands, ({kind, point, name}) => kind === "neighbour" && point !== null && JSON.stringify(name) === key);
    names.addName({node, places, rank: "neighbour"});
  });
}

/**
 * @param {District} district
 * @param {Pair[]} pairs
 * @returns {HTMLElement}
 */
function nameOf(district, pairs) {
  const isPartner = pairs.length > 0;
  const node = element("span", {class: isPartner ? "gk-name" : "gk-name is-alone"}, [
    element("b", {text: district.name}), district.total && element("small", {text: district.total})
  ]);
  node.dataset.district = district.id;
  node.dataset.partner = String(isPartner);
  return node;
}

/**
 * The element of a district takes the colour of the pair that is shown, or of the one that it is helped by.
 * @param {Element} node
 * @param {District} district
 * @param {Pair[]} pairs
 */
function colourBy(node, district, pairs) {
  const helped = pairs.filter((pair) => pair.ends[1] === district.id);
  focus.listen((_, __, shown) => {
    const active = pairs.filter((pair) => shown.includes(pair.id));
    const pair = active[0] || helped[0];
    node.classList.toggle("is-shown", active.length > 0);
    node.classList.toggle("is-dim", shown.length > 0 && active.length === 0);
    if (pair) {
      paint(node, pair);
      const share = helped.length ? HOST_SHARE[pair.land ? "published" : "unpublished"] : 0;
      /** @type {SVGElement} */ (node).style.setProperty("--share", String(share));
    }
  });
}

/**
 * @param {L.Map} map
 * @param {District} district
 * @param {Pair[]} pairs
 * @param {LatLng[][][]} outline
 * @param {Names} names
 */
export function drawDistrict(map, district, pairs, outline, names) {
  const isAlone = pairs.length === 0;
  const places = () => moved(outline, district.city);
  // The rim of a city is what its districts' own rims leave over; a disc is no land that could have one.
  district.has_outline && follow(map, {className: "gk-rim", pane: "gk-rims"}, places);
  follow(map, {className: isAlone ? "gk-land is-alone" : "gk-land", pane: "gk-land"}, places);
  const shape = follow(map, {className: isAlone ? "gk-district is-alone" : "gk-district", pane: "gk-districts", interactive: true}, places);
  const path = /** @type {SVGElement} */ (shape.getElement());
  path.dataset.district = district.id;
  path.classList.toggle("is-disc", !district.has_outline);
  shape.bindTooltip(() => element("div", {}, [
    element("strong", {text: district.title}),
    ...pairs.map((pair) => element("div", {}, [
      element("span", {text: pair.name}), element("span", {text: " · "}), element("span", {text: pair.land || word("not_published")})
    ]))
  ]), {sticky: true});
  const node = nameOf(district, pairs);
  names.addName({node, places, id: district.id, rank: isAlone ? "shy" : "partner"});
  if (!isAlone) {
    const ids = pairs.map((pair) => pair.id);
    shape.on("mouseover", () => focus.pointAt(ids)).on("mouseout", () => focus.pointAt([]));
    shape.on("click", (event) => {
      if (!isMeasuring()) {
        L.DomEvent.stop(event);
        focus.toggle(ids);
      }
    });
    focus.follow(node, ids);
    colourBy(path, district, pairs);
  }
  colourBy(node, district, pairs);
}

/**
 * @param {LinkPage} page
 * @param {Names} names
 */
export function nameCities(page, names) {
  page.cities.forEach((city) => {
    const node = element("span", {class: "gk-city"}, [element("b", {text: city.name}), element("small", {text: word("city_" + city.role)})]);
    names.addFixed({node, rank: "city", city: city.id, places: () => [layout().city_names[city.id]]});
  });
}

/**
 * Where the gap was closed up, a broken line says how far it truly is.
 * @param {L.Map} map
 * @param {LinkPage} page
 * @param {Names} names
 */
export function drawGap(map, page, names) {
  const marked = [page.layouts.wide, page.layouts.tall].find(({gap}) => gap);
  if (!marked || !marked.gap) {
    return;
  }
  const {km} = marked.gap;
  follow(map, {className: "gk-gap", pane: "gk-ground", fill: false}, () => {
    const {gap} = layout();
    return gap ? [[[gap.from, gap.to]]] : [];
  });
  const node = element("span", {class: "gk-gap-sign", text: word("about_km", {km})});
  names.addFixed({node, rank: "gap", places: () => {
    const {gap} = layout();
    return gap ? ALONG_GAP.map((share) => between(gap.from, gap.to, share)) : [];
  }});
}

/**
 * @param {LatLng} from
 * @param {LatLng} to
 * @param {number} share
 * @returns {LatLng}
 */
const between = (from, to, share) => [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share];
