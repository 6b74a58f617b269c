// Makes static/build/ from static/css, static/js and the packages named in package.json:
// one style sheet for each script, subset fonts, one small script, and a manifest of their names.
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import rtlcss from "rtlcss";
import * as sass from "sass";
import subsetFont from "subset-font";

const here = path.dirname(fileURLToPath(import.meta.url));
const build = path.join(here, "build");
const packages = path.join(here, "..", "node_modules");
const require = createRequire(import.meta.url);
const manifest = {};

// Letters of each script that we publish in, and the device's own faces, which come first.
const SCRIPTS = {
  arab: {
    leading: 1.18,
    rightToLeft: true,
    names: { ar: "العربية", ur: "اردو", fa: "فارسی", ps: "پښتو" },
    file: "@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff2",
    letters: [
      "600-61F", "620-655", "660-670", "679", "67E", "686", "688", "691", "698", "6A9", "6AF",
      "6BA", "6BE", "6C0-6C3", "6CC", "6D2-6D4", "6F0-6F9", "200C-200F",
    ],
    device: ["Segoe UI", "Geeza Pro", "SF Arabic"],
    local: ["Noto Sans Arabic", "NotoSansArabic-Regular", "Noto Naskh Arabic UI", "NotoNaskhArabicUI"],
  },
  beng: {
    leading: 1.14,
    names: { bn: "বাংলা" },
    file: "@fontsource/noto-sans-bengali/files/noto-sans-bengali-bengali-400-normal.woff2",
    letters: ["964-965", "980-9FE", "200C-200D", "25CC"],
    device: ["Nirmala UI", "Kohinoor Bangla", "Bangla Sangam MN", "Vrinda"],
    local: ["Noto Sans Bengali", "NotoSansBengali-Regular", "Noto Sans Bengali UI"],
  },
  deva: {
    leading: 1.16,
    names: { ne: "नेपाली", hi: "हिन्दी" },
    file: "@fontsource/noto-sans-devanagari/files/noto-sans-devanagari-devanagari-400-normal.woff2",
    letters: ["900-977", "200C-200D", "25CC"],
    device: ["Nirmala UI", "Kohinoor Devanagari", "Devanagari Sangam MN", "Mangal"],
    local: ["Noto Sans Devanagari", "NotoSansDevanagari-Regular", "Noto Sans Devanagari UI"],
  },
  guru: {
    leading: 1.16,
    names: { pa: "ਪੰਜਾਬੀ" },
    file: "@fontsource/noto-sans-gurmukhi/files/noto-sans-gurmukhi-gurmukhi-400-normal.woff2",
    letters: ["964-965", "A01-A76", "200C-200D", "25CC"],
    device: ["Nirmala UI", "Kohinoor Gurmukhi", "Gurmukhi Sangam MN", "Raavi"],
    local: ["Noto Sans Gurmukhi", "NotoSansGurmukhi-Regular", "Noto Sans Gurmukhi UI"],
  },
  taml: {
    leading: 1.18,
    names: { ta: "தமிழ்" },
    file: "@fontsource/noto-sans-tamil/files/noto-sans-tamil-tamil-400-normal.woff2",
    letters: ["B82-BFA", "200C-200D", "25CC"],
    device: ["Nirmala UI", "Kohinoor Tamil", "Tamil Sangam MN", "Latha"],
    local: ["Noto Sans Tamil", "NotoSansTamil-Regular", "Noto Sans Tamil UI"],
  },
};

// One sheet for each script; those without a font are for letters that devices have.
const SHEETS = {
  "app.css": { leading: 1, letters: "latn" },
  "app.hani.css": { leading: 1.12, letters: "hani" },
  "app.rtl.css": { leading: 1.12, letters: "rtl", rightToLeft: true },
  ...Object.fromEntries(
    Object.entries(SCRIPTS).map(([script, { leading, rightToLeft }]) => [
      `app.${script}.css`, { leading, rightToLeft, letters: script, script },
    ]),
  ),
};

// Small sheets that few pages ask for, beside or instead of the big one: written without sides.
// `fonts`: the page has no other sheet, so its letters must come with this one.
const EXTRAS = { "desk.css": {}, "formats.css": {}, "poster.css": { fonts: true } };

// Pictures of words are drawn by the server: a face that is never sent to a browser.
const PICTURE_FACE = "@fontsource/noto-sans-arabic/files/noto-sans-arabic-latin-600-normal.woff2";

function keep(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 10);
  const { name: stem, ext } = path.parse(name);
  manifest[name] = `${stem}.${hash}${ext}`;
  writeFileSync(path.join(build, manifest[name]), content);
  if (!ext.startsWith(".woff")) {
    writeFileSync(path.join(build, `${manifest[name]}.gz`), gzipSync(content, { level: 9 }));
  }
  return manifest[name];
}

function lettersOf(ranges) {
  return ranges
    .flatMap((range) => {
      const [first, last = first] = range.split("-").map((code) => parseInt(code, 16));
      return Array.from({ length: last - first + 1 }, (_, step) => first + step);
    })
    .map((code) => String.fromCodePoint(code))
    .join("");
}

const faceOf = (script) => `Eg ${script}`;

async function fontFace(script) {
  const { file, letters, local } = SCRIPTS[script];
  const face = faceOf(script);
  const font = await cut(file, lettersOf(letters), face);
  const range = letters.map((codes) => `U+${codes}`).join(",");
  return rule(face, font, local, `unicode-range:${range}`);
}

// The link to a language is for people who may not read this page, on a device that may not have
// their letters: a font of just the names of the languages is enough.
async function namesFace(script) {
  const { file, names, local, device } = SCRIPTS[script];
  const own = `${faceOf(script)} names`;
  const font = await cut(file, Object.values(names).join(""), own);
  const links = Object.keys(names).map((code) => `a[hreflang="${code}"]`).join(",");
  const faces = [...device, own].map((name) => `"${name}"`).join(",");
  return `${rule(own, font, local, "")}${links}{font-family:${faces},system-ui,sans-serif}`;
}

async function cut(file, letters, face) {
  const whole = readFileSync(path.join(packages, file));
  const font = await subsetFont(whole, letters, { targetFormat: "woff2" });
  return keep(`${face.toLowerCase().replaceAll(" ", "-")}.woff2`, font);
}

function rule(face, file, local, more) {
  const sources = [...local.map((own) => `local("${own}")`), `url("${file}") format("woff2")`];
  return `@font-face{font-family:"${face}";font-style:normal;font-weight:400;font-display:swap;`
    + `src:${sources.join(",")};${more}}`;
}

function sheet({ leading, letters, rightToLeft, script }) {
  const own = script ? [...SCRIPTS[script].device, faceOf(script)] : [];
  const faces = own.map((name) => `"${name}"`).join(",");
  const source = `@use "app" with ($leading: ${leading}, $letters: "${letters}", $faces: (${faces}));`;
  const { css } = sass.compileString(source, {
    loadPaths: [path.join(here, "css"), path.join(packages, "govuk-frontend", "dist")],
    style: "compressed",
    charset: false,
  });
  return rightToLeft ? rtlcss.process(css) : css;
}

rmSync(build, { recursive: true, force: true });
mkdirSync(path.join(build, "test"), { recursive: true });
const names = (await Promise.all(Object.keys(SCRIPTS).map(namesFace))).join("");
for (const [name, plan] of Object.entries(SHEETS)) {
  const faces = plan.script ? await fontFace(plan.script) : "";
  const css = `@charset "UTF-8";${faces}${sheet(plan)}${names}`;
  keep(name, css);
  console.log(`${name}: ${css.length} bytes, ${gzipSync(css, { level: 9 }).length} compressed`);
}
for (const [name, { fonts }] of Object.entries(EXTRAS)) {
  const file = path.join(here, "css", name.replace(".css", ".scss"));
  const { css } = sass.compile(file, { style: "compressed", charset: false });
  const faces = fonts ? await Promise.all(Object.keys(SCRIPTS).map(fontFace)) : [];
  keep(name, `@charset "UTF-8";${faces.join("")}${css}`);
}
keep("eg-picture.woff2", readFileSync(path.join(packages, PICTURE_FACE)));
for (const folder of ["js", "images"]) {
  for (const file of readdirSync(path.join(here, folder)).sort()) {
    keep(file, readFileSync(path.join(here, folder, file)));
  }
}
copyFileSync(require.resolve("axe-core/axe.min.js"), path.join(build, "test", "axe.min.js"));
writeFileSync(path.join(build, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
