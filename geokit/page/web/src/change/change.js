// The map of a change: both states, the changes above them, and beside them the chosen one, the list and the sums.

/** @import {ChangePage, ChangeState, ChangeTable, Drawn, SwipeLine} from "../types.d.ts" */
import {clearOf} from "../fitting.js";
import {boundsOf, boxAround, boxOf, unpackShapes, worldX, worldY} from "../geometry.js";
import {unpackJson} from "../numbers.js";
import {isMeasuring} from "../measure.js";
import {fly} from "../start.js";
import {fillLayer} from "../tables.js";
import {element, fillWith} from "../text.js";
import {addNorthArrow} from "../site/inset.js";
import {followAddress} from "./addressed.js";
import {makeChoiceCard} from "./card.js";
import {choice} from "./choice.js";
import {boxesOf, drawChanges} from "./drawing.js";
import {changeLegend, changeList} from "./list.js";
import {addEarlierMap} from "./paper.js";
import {eventsIn} from "./shown.js";
import {signBoxes} from "./signs.js";
import {drawStates, parcelAt} from "./states.js";
import {sumsTable} from "./sums.js";
import {addSwipe, makeLine} from "./swipe.js";

/**
 * @param {ChangePage["states"][number]} given
 * @returns {Promise<ChangeState>}
 */
async function unpackState({layer}) {
  return {layer: await fillLayer(layer), shapes: await unpackShapes(layer.packed)};
}

/**
 * @param {ChangePage} page
 * @returns {Promise<Drawn>}
 */
async function unpack(page) {
  const [states, events, marks, gained, lost] = await Promise.all([
    Promise.all(page.states.map(unpackState)),
    typeof page.events === "string" ? unpackJson(page.events) : page.events,
    unpackShapes(page.signs), unpackShapes(page.gained), unpackShapes(page.lost)
  ]);
  /** @type {Drawn} */
  const drawn = {
    states, events: /** @type {ChangeTable} */ (events), marks, gained, lost,
    gainedEvents: page.gained_events, lostEvents: page.lost_events, boxes: new Float64Array(0)
  };
  drawn.boxes = boxesOf(drawn);
  return drawn;
}

/** @param {ChangePage} page */
function notes(page) {
  return page.notes.length ? element("section", {class: "gk-notes"}, page.notes.map((text) => element("p", {text: text}))) : null;
}

/**
 * How a reader comes to a change: it is chosen, and the map flies there.
 * @param {L.Map} map
 * @param {Drawn} drawn
 */
function opener(map, drawn) {
  const {events, boxes} = drawn;

  /** @param {number} at */
  function open(at) {
    choice.choose(at);
    const [west, north, east, south] = boxes.subarray(at * 4, at * 4 + 4);
    const bounds = boundsOf([west, north, east, south]);
    if (bounds.isValid()) {
      fly(map, bounds.pad(0.6), {maxZoom: 19});
    }
    const container = map.getContainer();
    const seen = container.getBoundingClientRect();
    if (seen.bottom < 80 || seen.top > window.innerHeight - 80) {
      container.scrollIntoView({block: "start"});
    }
  }

  /** @param {number} by */
  function step(by) {
    const total = events.kinds.length;
    const from = choice.chosen() < 0 && by < 0 ? 0 : choice.chosen();
    for (let tried = 1; tried <= total; tried += 1) {
      const at = (from + by * tried + total * tried) % total;
      if (choice.showsEvent(events, at)) {
        open(at);
        return;
      }
    }
  }

  return {open, step};
}

/**
 * @param {L.Map} map
 * @param {Drawn} drawn
 * @param {{signAt: (point: L.Point) => {events: number[]} | undefined}} signs
 * @param {SwipeLine} line
 * @param {(side: number, at: number) => void} showParcel
 */
function listenToMap(map, drawn, signs, line, showParcel) {
  map.on("click", (event) => {
    if (isMeasuring()) {
      return;
    }
    const sign = signs.signAt(event.containerPoint);
    if (sign && sign.events.length > 1 && map.getZoom() < 19) {
      fly(map, boundsOf(boxAround(sign.events.map((at) => drawn.boxes.subarray(at * 4, at * 4 + 4)))).pad(0.3), {maxZoom: 19});
      return;
    }
    const place = {x: worldX(event.latlng.lng), y: worldY(event.latlng.lat)};
    const at = sign ? sign.events[0] : eventAt(drawn, place);
    if (at >= 0) {
      choice.choose(at);
      return;
    }
    const side = event.containerPoint.x < map.getSize().x * line.share ? 0 : 1;
    const parcel = parcelAt(drawn.states[side], place);
    parcel >= 0 ? showParcel(side, parcel) : choice.choose(-1);
  });
}

/**
 * The shown change whose parcels hold a place, or -1.
 * @param {Drawn} drawn
 * @param {{x: number, y: number}} place
 * @returns {number}
 */
function eventAt(drawn, place) {
  const point = {west: place.x, east: place.x, north: place.y, south: place.y};
  const under = drawn.states.map((state) => parcelAt(state, place));
  const found = eventsIn(drawn, point).find((at) => drawn.events.new[at].includes(under[1]) || drawn.events.old[at].includes(under[0]));
  return found === undefined || (under[0] < 0 && under[1] < 0) ? -1 : found;
}

/**
 * @param {L.Map} map
 * @param {ChangePage} page
 */
export async function drawChange(map, page) {
  map.setView([23, 115], 9);
  const drawn = await unpack(page);
  const bounds = boundsOf(boxAround(drawn.states.map((state) => state.shapes.boxes)));
  const whole = () => bounds.isValid() && fly(map, bounds, clearOf(map, bounds));
  const line = makeLine();
  const panes = drawStates(map, page, drawn.states, {line, taken: (context, frame) => signBoxes(context, frame, page, drawn, frame.size.x * line.share)});
  const signs = drawChanges(map, page, drawn, line);
  const {open, step} = opener(map, drawn);
  const card = makeChoiceCard(page, drawn, step);
  fillWith(".gk-side", [notes(page), card.node, changeLegend(page, drawn, whole), sumsTable(page), changeList(page, drawn, open)]);
  addNorthArrow(map);
  map.invalidateSize({animate: false});
  if (bounds.isValid()) {
    map.fitBounds(bounds, {...clearOf(map, bounds), animate: false});
  }
  addSwipe(map, page.states.map((state) => state.name), panes, line);
  listenToMap(map, drawn, signs, line, card.showParcel);
  addEarlierMap(map, page, drawn, bounds);
  followAddress(page, drawn, {open, openParcel: (at) => {
    card.showParcel(1, at);
    fly(map, boundsOf(boxOf(drawn.states[1].shapes, at)).pad(0.6), {maxZoom: 19});
  }});
  choice.tell();
}
