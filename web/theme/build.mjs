// Builds web/static/vendor from the pinned packages: npm ci && npm run build
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const vendor = join(here, "..", "static", "vendor");
const fonts = join(here, "node_modules/@fontsource-variable/public-sans/files");

rmSync(vendor, { recursive: true, force: true });
mkdirSync(vendor, { recursive: true });
const { css } = compile(join(here, "theme.scss"), {
  style: "compressed",
  loadPaths: [join(here, "node_modules")],
});
writeFileSync(join(vendor, "theme.css"), css + "\n");
for (const part of ["latin", "latin-ext"]) {
  copyFileSync(
    join(fonts, `public-sans-${part}-wght-normal.woff2`),
    join(vendor, `public-sans-${part}.woff2`),
  );
}
// The package of govuk-frontend holds no copy of its licence.
copyFileSync(join(here, "licences/govuk-frontend.txt"), join(vendor, "govuk-frontend-licence.txt"));
copyFileSync(
  join(here, "node_modules/@fontsource-variable/public-sans/LICENSE"),
  join(vendor, "public-sans-licence.txt"),
);

const sums = readdirSync(vendor)
  .sort()
  .map((name) => `${createHash("sha256").update(readFileSync(join(vendor, name))).digest("hex")}  ${name}`);
writeFileSync(join(vendor, "SHA256SUMS"), sums.join("\n") + "\n");
