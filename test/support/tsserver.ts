/** A client of TypeScript's language server: what an editor does, without the editor. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import * as path from "node:path";
import { environment, repository } from "./project.js";

/** A place as the server counts: lines and columns from 1. */
export interface Place {
  readonly line: number;
  readonly offset: number;
}

interface RelatedPlace {
  readonly span?: { readonly file: string; readonly start: Place };
  readonly message: string;
}

export interface ShownDiagnostic {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
  readonly code: number;
  readonly category: string;
  readonly source?: string;
  readonly relatedInformation?: readonly RelatedPlace[];
}

/** What an editor shows in a file, by the kind of check that found it. */
export interface Shown {
  readonly syntaxDiag: readonly ShownDiagnostic[];
  readonly semanticDiag: readonly ShownDiagnostic[];
  readonly suggestionDiag: readonly ShownDiagnostic[];
}

type EventKind = keyof Shown | "regionSemanticDiag";

interface TextEdit {
  readonly start: Place;
  readonly end: Place;
  readonly newText: string;
}

export interface CodeFix {
  readonly fixName: string;
  readonly description: string;
  readonly changes: readonly { readonly fileName: string; readonly textChanges: readonly TextEdit[] }[];
}

export interface QuickInfo {
  readonly displayString: string;
  readonly documentation: string;
}

interface Message {
  readonly type: string;
  readonly event?: string;
  readonly request_seq?: number;
  readonly success?: boolean;
  readonly message?: string;
  readonly body?: unknown;
}

export interface ServerOptions {
  /** The `tsserver.js` to run; that of the repository's TypeScript by default. */
  readonly executable?: string;
  readonly flags?: readonly string[];
}

/** Editors pass this so that plugins are looked for beside tsconfig.json, too. */
export const localPlugins = "--allowLocalPluginLoads";

/** A running server, and the files it has open. */
export class TsServer {
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<number, (m: Message) => void>();
  private readonly texts = new Map<string, string>();
  private readonly listeners = new Set<(m: Message) => void>();
  private buffered = Buffer.alloc(0);
  private sequence = 0;
  private failure = "";

  constructor(root: string, options: ServerOptions = {}) {
    const executable = options.executable ?? path.join(repository, "node_modules/typescript/lib/tsserver.js");
    const flags = ["--disableAutomaticTypingAcquisition", ...(options.flags ?? [localPlugins])];
    this.child = spawn(process.execPath, [executable, ...flags], { cwd: root, env: environment() });
    this.child.stdout.on("data", (chunk: Buffer) => this.receive(chunk));
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.failure += chunk.toString();
    });
    this.child.on("exit", () => {
      const message = `tsserver ended ${this.failure}`;
      this.waiting.forEach((done) => done({ type: "response", success: false, message }));
    });
  }

  /** What the server and its plugins wrote to standard error. */
  get errors(): string {
    return this.failure;
  }

  /** Sends a request and waits for its answer's body. */
  async request(command: string, args: unknown): Promise<unknown> {
    const answer = new Promise<Message>((resolve) => this.waiting.set(this.send(command, args), resolve));
    const { success, message, body } = await answer;
    if (success !== true && message !== "No content available.") throw new Error(`${command}: ${message ?? "failed"}`);
    return body;
  }

  open(file: string, text: string): void {
    this.texts.set(file, text);
    this.send("open", { file, fileContent: text });
  }

  textOf(file: string): string {
    return this.texts.get(file) ?? "";
  }

  /** Replaces the first `before` in an open file, as typing would. */
  edit(file: string, before: string, after: string): void {
    const text = this.textOf(file);
    const at = text.indexOf(before);
    if (at < 0) throw new Error(`${file} does not contain ${JSON.stringify(before)}`);
    this.replace(file, at, before.length, after);
  }

  private replace(file: string, at: number, length: number, insertString: string): void {
    const text = this.textOf(file);
    const [start, end] = [placeAt(text, at), placeAt(text, at + length)];
    const range = { line: start.line, offset: start.offset, endLine: end.line, endOffset: end.offset };
    this.send("change", { file, ...range, insertString });
    this.texts.set(file, text.slice(0, at) + insertString + text.slice(at + length));
  }

  /** Checks a file as an editor does after a pause in typing. */
  async check(file: string): Promise<Shown> {
    const found = await this.diagnostics(file, file);
    const of = (kind: EventKind): readonly ShownDiagnostic[] => found.get(kind) ?? [];
    return { syntaxDiag: of("syntaxDiag"), semanticDiag: of("semanticDiag"), suggestionDiag: of("suggestionDiag") };
  }

  /** What is shown first in a long file: the diagnostics of the lines that are on the screen. */
  async checkLines(file: string, startLine: number, endLine: number): Promise<readonly ShownDiagnostic[] | undefined> {
    const ranges = [{ startLine, startOffset: 1, endLine, endOffset: 1 }];
    return (await this.diagnostics(file, { file, ranges })).get("regionSemanticDiag");
  }

  private async diagnostics(file: string, asked: unknown): Promise<ReadonlyMap<EventKind, readonly ShownDiagnostic[]>> {
    const found = new Map<EventKind, readonly ShownDiagnostic[]>();
    const collect = (m: Message): void => {
      const body = m.body as { readonly file?: string; readonly diagnostics?: readonly ShownDiagnostic[] } | undefined;
      if (m.event !== undefined && body?.file === file) found.set(m.event as EventKind, body.diagnostics ?? []);
    };
    this.listeners.add(collect);
    const sequence = this.send("geterr", { files: [asked], delay: 0 });
    await new Promise<void>((resolve) => {
      const end = (m: Message): void => {
        const body = m.body as { readonly request_seq?: number } | undefined;
        if (m.event !== "requestCompleted" || body?.request_seq !== sequence) return;
        this.listeners.delete(end);
        resolve();
      };
      this.listeners.add(end);
    });
    this.listeners.delete(collect);
    return found;
  }

  /** What an editor shows when the pointer rests on the first `text` of the file, `into` characters after its start. */
  async hover(file: string, text: string, into = 0): Promise<QuickInfo | undefined> {
    const at = this.textOf(file).indexOf(text);
    if (at < 0) throw new Error(`${file} does not contain ${JSON.stringify(text)}`);
    const place = placeAt(this.textOf(file), at + into);
    return (await this.request("quickinfo", { file, ...place })) as QuickInfo | undefined;
  }

  /** The quick fixes offered for a diagnostic. */
  async fixes(file: string, d: ShownDiagnostic): Promise<readonly CodeFix[]> {
    const { start, end } = d;
    const range = { startLine: start.line, startOffset: start.offset, endLine: end.line, endOffset: end.offset };
    return (await this.request("getCodeFixes", { file, ...range, errorCodes: [d.code] })) as readonly CodeFix[];
  }

  /** Makes the changes of a quick fix in the open files. */
  apply(fix: CodeFix): void {
    for (const { fileName, textChanges } of fix.changes) {
      const text = this.textOf(fileName);
      const edits = textChanges.map(({ start, end, newText }) => {
        return { from: offsetOf(text, start), to: offsetOf(text, end), newText };
      });
      for (const e of edits.sort((a, b) => b.from - a.from)) this.replace(fileName, e.from, e.to - e.from, e.newText);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise<void>((resolve) => this.child.once("exit", () => resolve()));
    this.send("exit", undefined);
    await ended;
  }

  private send(command: string, args: unknown): number {
    this.sequence += 1;
    this.child.stdin.write(`${JSON.stringify({ seq: this.sequence, type: "request", command, arguments: args })}\n`);
    return this.sequence;
  }

  /** Messages come with an HTTP-like header that says how many bytes they have. */
  private receive(chunk: Buffer): void {
    this.buffered = Buffer.concat([this.buffered, chunk]);
    for (;;) {
      const header = /Content-Length: (\d+)\r\n\r\n/.exec(this.buffered.toString("latin1"));
      if (header === null) return;
      const start = header.index + header[0].length;
      const end = start + Number(header[1]);
      if (this.buffered.length < end) return;
      const message = JSON.parse(this.buffered.subarray(start, end).toString("utf8")) as Message;
      this.buffered = this.buffered.subarray(end);
      this.dispatch(message);
    }
  }

  private dispatch(message: Message): void {
    const { type, request_seq: answered } = message;
    if (type === "response" && answered !== undefined) this.waiting.get(answered)?.(message);
    else this.listeners.forEach((listen) => listen(message));
  }
}

export function placeAt(text: string, at: number): Place {
  const lines = text.slice(0, at).split("\n");
  return { line: lines.length, offset: (lines.at(-1) ?? "").length + 1 };
}

function offsetOf(text: string, { line, offset }: Place): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((n, l) => n + l.length + 1, 0) + offset - 1;
}
