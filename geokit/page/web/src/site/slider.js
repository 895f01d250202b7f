// A slider over things that have names.

/** @import {Text} from "../types.d.ts" */
import {element, setAttributes, setText} from "../text.js";

/**
 * @param {Text} label
 * @param {Text[]} names
 * @param {(at: number) => void} choose
 * @returns {{node: HTMLElement, set: (at: number) => void}}
 */
export function makeSlider(label, names, choose) {
  const input = element("input", {});
  const said = element("output", {});
  Object.assign(input, {type: "range", min: 0, max: names.length - 1, step: 1, value: names.length - 1});

  function say() {
    const name = names[Number(input.value)];
    setText(said, name);
    setAttributes(input, {"aria-label": label, "aria-valuetext": name});
  }

  input.addEventListener("input", () => {
    say();
    choose(Number(input.value));
  });
  say();
  return {
    node: element("label", {class: "gk-slider"}, [element("span", {text: label}), said, input]),
    set: (at) => {
      input.value = String(at);
      say();
    }
  };
}
