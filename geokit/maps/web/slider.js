// A slider over things that have names.
(function () {
  "use strict";

  geokit.slider = function (label, names, choose) {
    const input = geokit.node("input", {});
    const said = geokit.node("output", {});
    Object.assign(input, {type: "range", min: 0, max: names.length - 1, step: 1, value: names.length - 1});

    function say() {
      const name = names[Number(input.value)];
      geokit.setText(said, name);
      geokit.setAttributes(input, {"aria-valuetext": name});
    }

    input.addEventListener("input", () => {
      say();
      choose(Number(input.value));
    });
    say();
    return geokit.node("label", {class: "gk-slider"}, [geokit.node("span", {text: label}), said, input]);
  };
})();
