// The map of partnerships.

import {rememberForeign} from "./links/foreign.js";
import {drawLinks} from "./links/links.js";
import {followAddress} from "./links/addressed.js";
import {addWall} from "./links/wall.js";
import {addMeasuring} from "./measure.js";
import {openAddress} from "./opening.js";
import {addPrintButtons} from "./print.js";
import {addScaleBar} from "./scale.js";
import {startWith} from "./start.js";

export * from "./page.js";

const parts = [rememberForeign, addScaleBar, addMeasuring, addPrintButtons, drawLinks, followAddress, openAddress, addWall];

/** @param {L.Map} map */
export const start = (map) => startWith(map, parts);
