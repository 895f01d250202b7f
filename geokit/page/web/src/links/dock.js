// Tools stand in a corner of a map that has room for them, else beside it.

import {addControl} from "../start.js";
import {element} from "../text.js";

const ROOMY_PX = 700;

/**
 * @param {L.Map} map
 * @param {HTMLElement} node
 * @param {L.ControlPosition[]} positions the best first
 * @param {HTMLElement} aside
 * @param {(position: L.ControlPosition) => boolean} [isFree] whether a corner covers nothing; asked whenever this is called
 * @returns {() => void} what puts it where it belongs now
 */
export function dock(map, node, positions, aside, isFree = () => true) {
  const corners = positions.map((position) => {
    const corner = element("div", {class: "gk-corner"});
    L.DomEvent.disableClickPropagation(corner);
    addControl(map, position, corner);
    return {position, corner};
  });
  const place = () => {
    const free = map.getSize().x >= ROOMY_PX ? corners.find(({position}) => isFree(position)) : undefined;
    const home = free ? free.corner : aside;
    if (node.parentElement !== home) {
      home.appendChild(node);
      map.invalidateSize({animate: false});
    }
  };
  map.on("resize", place);
  place();
  return place;
}
