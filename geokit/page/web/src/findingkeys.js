// What findings are called in an address: their rule and subjects, and a number where these are the same.

/** @import {Called} from "./types.d.ts" */
import {address} from "./address.js";

/**
 * The same in every run, like the fingerprint of a finding: `overlap:A-12,A-13`, the second such `overlap:A-12,A-13~2`.
 * @param {Called[]} findings
 * @returns {string[]}
 */
export function findingKeys(findings) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  return findings.map(({park, rule, subjects}) => {
    const own = rule + ":" + subjects.slice().sort().join(",");
    const inPark = park + "\n" + own;
    const count = (counts.get(inPark) || 0) + 1;
    counts.set(inPark, count);
    return count === 1 ? own : own + "~" + count;
  });
}

/**
 * Let an address open findings; returns what says that the reader has opened one.
 * @param {Called[]} findings
 * @param {(at: number) => void} open
 * @returns {(at: number | null) => void}
 */
export function followFindings(findings, open) {
  /** @type {string[] | null} */
  let keys = null;
  // There may be many, and most readers share none.
  const known = () => (keys = keys || findingKeys(findings));
  const isOfSeveral = new Set(findings.map((finding) => finding.park)).size > 1;
  address.on("finding", (id) => {
    const park = isOfSeveral ? address.asked("park") : undefined;
    const at = known().findIndex((key, number) => key === id && (park === undefined || findings[number].park === park));
    at >= 0 && open(at);
    return at >= 0;
  });
  return (at) => {
    isOfSeveral && at !== null && address.say("park", findings[at].park);
    address.say("finding", at === null ? null : known()[at]);
  };
}
