// The map of partnerships.

import {rememberForeign} from "./links/foreign.js";
import {drawLinks} from "./links/links.js";
import {addMeasuring} from "./measure.js";
import {addPrintButtons} from "./print.js";
import {addScaleBar} from "./scale.js";
import {startWith} from "./start.js";

export * from "./page.js";

/** @param {L.Map} map */
export const start = (map) => startWith(map, [rememberForeign, addScaleBar, addMeasuring, addPrintButtons, drawLinks]);
