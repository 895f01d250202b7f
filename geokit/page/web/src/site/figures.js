// The sums of the parcels that are shown, made of what each adds to the figures of the ledger: they add up as those do.

/** @import {Fields, LiveLayer, Sums, Text} from "../types.d.ts" */
import {filter} from "./filter.js";
import {word} from "../text.js";

/** Land that was taken back: in no phase's sum. */
export const TAKEN_BACK = 4;
const GROUPS = TAKEN_BACK + 1;

/**
 * As every product prints mu.
 * @param {number} thousandths
 * @returns {string}
 */
export const muText = (thousandths) =>
  (thousandths / 1000).toLocaleString("en-US", {minimumFractionDigits: 3, maximumFractionDigits: 3});

/** @param {number} count @returns {string} */
export const countText = (count) => count.toLocaleString("en-US");

/**
 * A word for figures that parcels without an area make an "at least".
 * @param {string} key
 * @param {number} isOpen
 * @param {Fields} fields
 * @returns {Text}
 */
export const figureWord = (key, isOpen, fields) => word(isOpen ? key + "_least" : key, fields);

/** @returns {Sums} */
const nothing = () => ({mu: 0, count: 0, uncounted: 0});

/** @param {Sums[]} parts @returns {Sums} */
export function total(parts) {
  return parts.reduce((sum, part) => ({
    mu: sum.mu + part.mu, count: sum.count + part.count, uncounted: sum.uncounted + part.uncounted
  }), nothing());
}

/** Sums by phase and group, of all parcels and of those that are shown; made anew at each change of the filter. */
export class Figures {
  /** @param {LiveLayer} layer */
  constructor(layer) {
    this.layer = layer;
    /** @type {Sums[][]} */
    this.all = [];
    /** @type {Sums[][]} */
    this.shown = [];
    filter.listen(() => this.refresh());
  }

  refresh() {
    const {data, groups, shown, counted, counts, uncounted} = this.layer;
    const phases = data.bars.reduce((most, bar) => Math.max(most, bar.phase), 0) + 1;
    [this.all, this.shown] = [0, 1].map(() => Array.from({length: phases}, () => Array.from({length: GROUPS}, nothing)));
    for (let at = 0; at < shown.length; at += 1) {
      add(this.all[data.phases[at]][groups[at]], counted[at], counts[at], uncounted[at]);
      if (shown[at]) {
        add(this.shown[data.phases[at]][groups[at]], counted[at], counts[at], uncounted[at]);
      }
    }
  }

  /**
   * @param {"all" | "shown"} which
   * @param {number} group
   */
  ofGroup(which, group) {
    return total(this[which].map((phase) => phase[group]));
  }

  /**
   * The land of a phase, without what was taken back.
   * @param {"all" | "shown"} which
   * @param {number} phase
   */
  ofPhase(which, phase) {
    return total(this[which][phase].slice(0, TAKEN_BACK));
  }

  /** @param {"all" | "shown"} which */
  ofAll(which) {
    return total(this[which].flat());
  }
}

/**
 * @param {Sums} sums
 * @param {number} mu
 * @param {number} count
 * @param {number} uncounted
 */
function add(sums, mu, count, uncounted) {
  sums.mu += mu;
  sums.count += count;
  sums.uncounted += uncounted;
}

/**
 * How many parcels are shown of how many, and their mu.
 * @param {Sums} shown
 * @param {Sums} all
 * @returns {Text}
 */
export function sumText(shown, all) {
  if (shown.count === all.count) {
    const fields = {count: countText(all.count), mu: muText(all.mu), n: all.uncounted};
    return figureWord(all.count === 1 ? "parcel_mu" : "parcels_mu", all.uncounted, fields);
  }
  const fields = {n: countText(shown.count), m: countText(all.count), mu: muText(shown.mu), u: shown.uncounted};
  return figureWord("parcels_of", shown.uncounted, fields);
}
