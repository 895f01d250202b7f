// The link map: two cities beside each other, ribbons from district to district, with the list of pairs and the legend.

/** @import {LatLng, LinkPage} from "../types.d.ts" */
import {linesOf, unpackShapes} from "../geometry.js";
import {isMeasuring} from "../measure.js";
import {fillWith, onLanguage} from "../text.js";
import {drawBadges, drawEnclaves} from "./badges.js";
import {focus, watchPointer} from "./focus.js";
import {keepForeignTrue} from "./foreign.js";
import {drawDistrict, drawGap, drawSurroundings, nameCities} from "./ground.js";
import {layout, moved, refit, startLayouts} from "./layout.js";
import {makeLegend} from "./legend.js";
import {makeLists} from "./lists.js";
import {Names} from "./names.js";
import {drawRibbons} from "./ribbons.js";
import {addLinkTables} from "./tables.js";
import {addThumbnail} from "./thumbnail.js";
import {addLayoutSwitch, keepView} from "./view.js";

export {focus} from "./focus.js";
export {showLayout} from "./layout.js";

const PANES = ["gk-ground", "gk-rims", "gk-land", "gk-districts", "gk-ribbons"];

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 */
async function drawMap(map, page) {
  const {wide, tall, true: far} = page.layouts;
  const [own, ...around] = await Promise.all([page.district_shapes, wide.land, tall.land, far.land].map(unpackShapes));
  PANES.forEach((name, at) => { map.createPane(name).style.zIndex = String(410 + at * 10); });
  const names = new Names(map);
  drawSurroundings(map, page, {wide: around[0], tall: around[1], true: around[2]}, names);
  drawGap(map, page, names);
  /** @type {Map<string, LatLng[][][]>} */
  const outlines = new Map(page.districts.map(({id}, at) => [id, linesOf(own, at)]));
  page.districts.forEach((district) => {
    const pairs = page.pairs.filter(({ends}) => ends.includes(district.id));
    drawDistrict(map, district, pairs, outlines.get(district.id) || [], names);
  });
  drawRibbons(map, page.pairs, names);
  drawBadges(map, page, names);
  drawEnclaves(map, page, names);
  nameCities(page, names);
  /** @param {string[]} ids */
  const placesOf = (ids) => page.pairs.filter(({id}) => ids.includes(id)).flatMap(({id, ends}) => [
    ...page.districts.filter((each) => ends.includes(each.id)).flatMap((each) => moved(outlines.get(each.id) || [], each.city).flat(2)),
    ...layout().ribbons[id].axis,
    ...page.parks.filter(({pair}) => pair === id).map((park) => layout().badges[park.id])
  ]);
  return {names, placesOf};
}

/**
 * What stands around the map leaves it more or less room: a title that wraps, a language with longer words.
 * @param {L.Map} map
 */
function followRoom(map) {
  const measure = () => map.invalidateSize({animate: false});
  onLanguage(measure);
  new window.ResizeObserver(measure).observe(map.getContainer());
}

/**
 * @param {L.Map} map
 * @param {LinkPage} page
 */
export async function drawLinks(map, page) {
  let whole = () => {};
  followRoom(map);
  fillWith(".gk-side", makeLists(map, page));
  startLayouts(map, page);
  const keepThumbnailOff = addThumbnail(map, page);
  fillWith(".gk-side", [makeLegend(page)]);
  addLayoutSwitch(map, () => whole());
  // The list and the tools have taken their room.
  map.invalidateSize({animate: false});
  refit();
  addLinkTables(map, page);
  const {names, placesOf} = await drawMap(map, page);
  keepThumbnailOff(names);
  whole = keepView(map, placesOf);
  keepForeignTrue(map);
  watchPointer();
  focus.choose(null);
  focus.listen(() => names.dim());
  names.start();
  const reset = () => isMeasuring() || focus.choose(null);
  map.on("click", reset);
  document.addEventListener("keydown", (event) => event.key === "Escape" && reset());
}
