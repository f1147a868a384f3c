import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { manifestName, openArtefacts, type UnitArtefacts } from "../../tools/artefacts.js";
import { isInside, writeFiles } from "../../tools/write.js";

/** A unit with one file of that text. */
function unit(name: string, text: string, file = "vitis/kernel.cpp"): UnitArtefacts {
  return { name, files: [{ path: file, text }] };
}

describe("the output directory", () => {
  let folder: string;
  let out: string;
  let a: string;
  let b: string;

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle artefacts 'é'"));
    out = path.join(folder, "hardware");
    [a, b] = [path.join(folder, "a.ts"), path.join(folder, "b.ts")];
    fs.writeFileSync(a, "");
    fs.writeFileSync(b, "");
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const read = (file: string): string => fs.readFileSync(path.join(out, file), "utf8");
  const listed = (): readonly string[] =>
    fs.readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((e) => e.isFile())
      .map((e) => path.relative(out, path.join(e.parentPath, e.name)))
      .sort();

  it("is not made before something is written", () => {
    openArtefacts(out).prune();
    assert.equal(fs.existsSync(out), false);
  });

  it("holds each unit in a folder of its own, and a manifest", () => {
    const problems = openArtefacts(out).update(a, [unit("add", "1"), unit("sub", "2")]);
    assert.equal(problems.size, 0);
    assert.deepEqual(listed(), [manifestName, "add/vitis/kernel.cpp", "sub/vitis/kernel.cpp"]);
    assert.equal(read("sub/vitis/kernel.cpp"), "2");
  });

  it("does not touch files whose text is the same", () => {
    openArtefacts(out).update(a, [unit("add", "1")]);
    const before = [manifestName, "add/vitis/kernel.cpp"].map((f) => fs.statSync(path.join(out, f)).ino);
    openArtefacts(out).update(a, [unit("add", "1")]);
    assert.deepEqual([manifestName, "add/vitis/kernel.cpp"].map((f) => fs.statSync(path.join(out, f)).ino), before);
  });

  it("loses what a renamed or removed kernel left, folders included, and nothing else", () => {
    openArtefacts(out).update(a, [unit("add", "1"), unit("sub", "2")]);
    openArtefacts(out).update(b, [unit("mul", "3")]);
    fs.writeFileSync(path.join(out, "sub/notes.txt"), "mine");
    openArtefacts(out).update(a, [unit("plus", "1")]);
    assert.deepEqual(listed(), [manifestName, "mul/vitis/kernel.cpp", "plus/vitis/kernel.cpp", "sub/notes.txt"]);
    assert.equal(fs.existsSync(path.join(out, "add")), false);
  });

  it("keeps an artefact that somebody edited when its kernel is removed, and replaces it when the kernel is built", () => {
    openArtefacts(out).update(a, [unit("add", "1"), unit("sub", "2")]);
    for (const f of ["add", "sub"]) fs.writeFileSync(path.join(out, f, "vitis/kernel.cpp"), "edited");
    openArtefacts(out).update(a, [unit("add", "1")]);
    assert.deepEqual(["add", "sub"].map((f) => read(`${f}/vitis/kernel.cpp`)), ["1", "edited"]);
  });

  it("keeps a file that another source still claims", () => {
    openArtefacts(out).update(a, [unit("scale", "1")]);
    openArtefacts(out).update(b, [unit("scale", "1")]);
    assert.deepEqual(openArtefacts(out).otherSourcesOf("scale", a), [b]);
    openArtefacts(out).update(a, []);
    assert.equal(read("scale/vitis/kernel.cpp"), "1");
  });

  it("loses everything of source files that are gone", () => {
    openArtefacts(out).update(a, [unit("add", "1")]);
    openArtefacts(out).update(b, [unit("mul", "3")]);
    fs.rmSync(a);
    openArtefacts(out).prune();
    assert.deepEqual(listed(), [manifestName, "mul/vitis/kernel.cpp"]);
  });

  it("starts afresh from a manifest that it can't read, and leaves the files alone", () => {
    openArtefacts(out).update(a, [unit("add", "1")]);
    fs.writeFileSync(path.join(out, manifestName), "{");
    const store = openArtefacts(out);
    assert.equal(store.has(a), false);
    store.update(a, []);
    assert.equal(read("add/vitis/kernel.cpp"), "1");
  });

  it("never writes outside itself", () => {
    assert.throws(() => openArtefacts(out).update(a, [unit("../add", "1")]), /outside/);
    assert.throws(() => openArtefacts(out).update(a, [unit("add", "1", "../../../evil")]), /outside/);
    assert.equal(isInside(out, path.join(folder, "hardware2")), false);
  });

  it("says what is wrong when a file stands in the way, and leaves nothing half-written", () => {
    fs.writeFileSync(out, "a file");
    const problem = openArtefacts(out).update(a, [unit("add", "1")]).get("add");
    assert.match(problem?.reason ?? "", /a file stands where a folder is needed/);
    assert.equal(fs.readFileSync(out, "utf8"), "a file");
  });

  it("leaves no files that it could not list", () => {
    fs.mkdirSync(path.join(out, manifestName, "in the way"), { recursive: true });
    const problems = openArtefacts(out).update(a, [unit("add", "1")]);
    assert.deepEqual([...problems.keys()], ["add"]);
    assert.deepEqual(listed(), []);
  });

  it("keeps the old files when a new one can't take its place", () => {
    openArtefacts(out).update(a, [unit("add", "1")]);
    fs.mkdirSync(path.join(out, "add/vitis/kernel.h/x"), { recursive: true });
    const both = { name: "add", files: [{ path: "vitis/kernel.cpp", text: "2" }, { path: "vitis/kernel.h/y/z", text: "3" }] };
    fs.writeFileSync(path.join(out, "add/vitis/kernel.h/y"), "a file");
    assert.ok(openArtefacts(out).update(a, [both]).has("add"));
    assert.equal(read("add/vitis/kernel.cpp"), "1");
    assert.deepEqual(listed().filter((f) => f.endsWith(".tmp")), []);
  });
});

describe("writeFiles", () => {
  it("reports a disk without space", function () {
    if (!fs.existsSync("/dev/full")) this.skip();
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-full-"));
    try {
      // A temporary file that is a link to the device on which every write fails for lack of space.
      const target = path.join(folder, "kernel.cpp");
      fs.symlinkSync("/dev/full", `${target}.${process.pid}.tmp`);
      assert.deepEqual(writeFiles([{ path: target, text: "x" }]), { path: target, reason: "no space is left on the disk" });
      assert.deepEqual(fs.readdirSync(folder), []);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  });
});
