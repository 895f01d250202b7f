// Where a page is opened, and where it stands: the part of its address behind the "#", as `park=linghai&phase=二期`.
//
// What an address names is anybody's text. It is compared with what the page knows, and never drawn but as text.

/** @import {Kind, Destination} from "./types.d.ts" */

// From the widest to the narrowest; the order in which they are written, and opened.
/** @type {Kind[]} */
const KINDS = ["pair", "park", "phase", "parcel", "finding", "change"];
// What is no longer meant when another place of a kind is chosen.
/** @type {Record<Kind, Kind[]>} */
const ENDS = {pair: KINDS, park: KINDS.slice(1), phase: [], parcel: ["finding", "change"], finding: ["parcel"], change: ["parcel"]};

/** @type {Partial<Record<Kind, (id: string) => boolean>>} */
const openers = {};
/** Whether the page is just being opened at a place: what is chosen then is no choice of the reader. */
let isOpening = false;
/** Whether the page is being left for another of its file. */
let isLeaving = false;

/**
 * A text as it was before it was made fit for an address; as it stands where it was not.
 * @param {string} text
 * @returns {string}
 */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Read an address: `#pair=baoan-chenghai&wall` names a pair, and a word without a value.
 * @param {string} hash
 * @returns {Map<string, string>}
 */
export function readAddress(hash) {
  const parts = hash.replace(/^#/, "").split("&").filter(Boolean).map((part) => {
    const at = part.indexOf("=");
    return at < 0 ? [decoded(part), ""] : [decoded(part.slice(0, at)), decoded(part.slice(at + 1))];
  });
  return new Map(/** @type {[string, string][]} */ (parts));
}

/**
 * A text made fit for an address; colons and commas do no harm in it, and are read.
 * @param {string} text
 * @returns {string}
 */
const encoded = (text) => encodeURIComponent(text).replace(/%3A/g, ":").replace(/%2C/g, ",");

/**
 * @param {Map<string, string>} fields
 * @returns {string}
 */
export function writeAddress(fields) {
  const parts = [...fields].map(([name, value]) => encoded(name) + (value === "" ? "" : "=" + encoded(value)));
  return parts.length ? "#" + parts.join("&") : "";
}

/** @returns {Map<string, string>} */
const here = () => readAddress(window.location.hash);

/** @param {Map<string, string>} fields */
function replace(fields) {
  const hash = writeAddress(fields);
  if (hash === window.location.hash) {
    return;
  }
  try {
    // In the frame of a notebook an address of "#…" alone would be one of the notebook.
    window.history.replaceState(null, "", window.location.href.split("#")[0] + hash);
  } catch {
    // A frame without an address of its own shows the same, and only cannot be shared.
  }
}

/**
 * The places that an address names, the widest first.
 * @param {Map<string, string>} fields
 * @returns {Destination[]}
 */
const placesIn = (fields) => KINDS.filter((kind) => fields.get(kind)).map((kind) => ({kind, id: fields.get(kind) || ""}));

export const address = {
  /**
   * Say how a place of a kind is opened. The opener returns whether it knows the place.
   * @param {Kind} kind
   * @param {(id: string) => boolean} open
   */
  on: (kind, open) => {
    openers[kind] = open;
  },

  /**
   * The reader has chosen a place, or none.
   * @param {Kind} kind
   * @param {string | null} id
   */
  say: (kind, id) => {
    if (isOpening) {
      return;
    }
    const fields = here();
    if (id === null) {
      fields.delete(kind);
    } else {
      ENDS[kind].forEach((each) => fields.delete(each));
      fields.set(kind, id);
    }
    replace(fields);
  },

  /**
   * Put a word into the address that names no place, or take it out.
   * @param {string} name
   * @param {string | null} value
   */
  mark: (name, value) => {
    const fields = here();
    value === null ? fields.delete(name) : fields.set(name, value);
    replace(fields);
  },

  /** @param {string} name @returns {string | undefined} */
  asked: (name) => here().get(name),

  /**
   * Open the page where its address says; returns the places that it does not know.
   * @returns {Destination[]}
   */
  open: () => {
    isOpening = true;
    try {
      return placesIn(here()).filter(({kind, id}) => {
        const open = openers[kind];
        return !open || !open(id);
      });
    } finally {
      isOpening = false;
    }
  },

  /**
   * Open another page of this file: the same file, read anew with another address, so that nothing of this one is left.
   * @param {Map<string, string>} fields
   */
  leaveFor: (fields) => {
    isLeaving = true;
    window.location.hash = writeAddress(fields);
    window.location.reload();
  },

  /**
   * Call an action when somebody else than the page has changed its address: a link, the reader, the way back.
   * @param {() => void} action
   */
  listen: (action) => window.addEventListener("hashchange", () => isLeaving || action())
};
