// Measuring on the screen: geodesic lengths and areas on GRS 80, good for an impression and labelled so.
(function () {
  "use strict";
  const SEMI_MAJOR_M = 6378137;
  const FLATTENING = 1 / 298.257222101;
  const ECCENTRICITY = Math.sqrt(FLATTENING * (2 - FLATTENING));
  const RAD = Math.PI / 180;
  const UNITS = [["square_metres", 1, 0], ["mu", 2000 / 3, 2], ["hectares", 1e4, 3], ["square_kilometres", 1e6, 4]];

  // The area from the equator to a latitude, for a radian of longitude: half of Snyder's q.
  function zone(lat) {
    const sine = Math.sin(lat * RAD);
    const es = ECCENTRICITY * sine;
    return SEMI_MAJOR_M * SEMI_MAJOR_M * (1 - ECCENTRICITY * ECCENTRICITY) / 2 * (sine / (1 - es * es) + Math.atanh(es) / ECCENTRICITY);
  }

  geokit.geodesicArea = function (points) {
    let sum = 0;
    points.forEach((point, at) => {
      const next = points[(at + 1) % points.length];
      // The mean of a zone along an edge, by Simpson's rule.
      const mean = (zone(point.lat) + 4 * zone((point.lat + next.lat) / 2) + zone(next.lat)) / 6;
      sum += (next.lng - point.lng) * RAD * mean;
    });
    return Math.abs(sum);
  };

  // Lambert's formula for long lines: off by some ten metres in a thousand kilometres.
  function distance(one, other) {
    const [first, second] = [one, other].map((point) => Math.atan((1 - FLATTENING) * Math.tan(point.lat * RAD)));
    const [mean, half] = [(first + second) / 2, (second - first) / 2];
    const share = Math.sin(half) ** 2 + Math.cos(first) * Math.cos(second) * Math.sin((other.lng - one.lng) * RAD / 2) ** 2;
    const angle = 2 * Math.asin(Math.min(1, Math.sqrt(share)));
    if (angle === 0) {
      return 0;
    }
    const x = (angle - Math.sin(angle)) * (Math.sin(mean) * Math.cos(half) / Math.cos(angle / 2)) ** 2;
    const y = (angle + Math.sin(angle)) * (Math.cos(mean) * Math.sin(half) / Math.sin(angle / 2)) ** 2;
    return SEMI_MAJOR_M * (angle - FLATTENING / 2 * (x + y));
  }

  geokit.geodesicLength = function (points) {
    return points.slice(1).reduce((sum, point, at) => sum + distance(points[at], point), 0);
  };

  function number(value, decimals) {
    return value.toLocaleString("en-US", {maximumFractionDigits: decimals});
  }

  function lengthRow(points) {
    const metres = geokit.geodesicLength(points);
    const text = metres >= 10000 ? geokit.word("kilometres", {n: number(metres / 1000, 2)}) : geokit.word("metres", {n: number(metres, 0)});
    return geokit.node("li", {text: text});
  }

  function areaRows(points) {
    const area = geokit.geodesicArea(points);
    return UNITS.map(([key, size, decimals]) => geokit.node("li", {text: geokit.word(key, {n: number(area / size, decimals)})}));
  }

  function tool(map) {
    const results = geokit.node("ul", {class: "gk-measured"});
    const panel = geokit.node("div", {class: "gk-measure-panel"}, [
      geokit.node("p", {text: geokit.word("measure_hint")}), results, geokit.node("p", {text: geokit.word("measure_approximate")})
    ]);
    const drawn = L.polygon([], {className: "gk-measure", weight: 2, interactive: false});
    let points = null;

    function show() {
      drawn.setLatLngs(points);
      results.textContent = "";
      const rows = points.length > 1 ? [lengthRow(points)].concat(points.length > 2 ? areaRows(points) : []) : [];
      rows.forEach((row) => results.appendChild(row));
    }

    function add(event) {
      points.push(event.latlng);
      show();
    }

    function stop() {
      points = null;
      map.off("click", add).doubleClickZoom.enable();
      map.getContainer().classList.remove("is-measuring");
      drawn.remove();
      panel.hidden = true;
      button.setAttribute("aria-pressed", "false");
    }

    function start() {
      points = [];
      show();
      map.on("click", add).doubleClickZoom.disable();
      map.getContainer().classList.add("is-measuring");
      drawn.addTo(map);
      panel.hidden = false;
      button.setAttribute("aria-pressed", "true");
    }

    const button = geokit.button(geokit.word("measure"), () => (points ? stop() : start()));
    document.addEventListener("keydown", (event) => event.key === "Escape" && points && stop());
    stop();
    geokit.isMeasuring = () => points !== null;
    return geokit.node("div", {class: "gk-measure-tool"}, [button, panel]);
  }

  geokit.parts.push(function (map) {
    const control = L.control({position: "topright"});
    control.onAdd = () => {
      const node = tool(map);
      L.DomEvent.disableClickPropagation(node);
      return node;
    };
    control.addTo(map);
  });
})();
