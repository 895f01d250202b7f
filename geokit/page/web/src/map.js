// A map that draws nothing of its own: frame, scale, measuring and printing around whatever folium draws.

import {addMeasuring} from "./measure.js";
import {addPrintButtons} from "./print.js";
import {addScaleBar} from "./scale.js";
import {startWith} from "./start.js";

export * from "./page.js";

/** @param {L.Map} map */
export const start = (map) => startWith(map, [addScaleBar, addMeasuring, addPrintButtons]);
