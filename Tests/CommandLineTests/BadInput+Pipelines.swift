// Pipeline files with mistakes, and command lines.

private let source = "sources: [{path: data.jsonl, format: trl}]\n"

/// Lists of lists of lists by aliases, which stand for a billion elements.
private let aliases =
  "x0: &x0 [y]\n"
  + (1...9).map { level in
    "x\(level): &x\(level) ["
      + Array(repeating: "*x\(level - 1)", count: 10).joined(separator: ", ")
      + "]\n"
  }.joined()

let yamlInputs: [BadInput] = [
  .pipeline("yaml-alias-bomb", aliases + "\(source)seed: *x9\n"),
  .pipeline("yaml-deep", "\(source)seed: " + String(repeating: "[", count: 5000) + "\n"),
  .pipeline("yaml-empty", ""),
  .pipeline("yaml-a-list", "- path: data.jsonl\n"),
  .pipeline("yaml-a-text", "hello\n"),
  .pipeline("yaml-tab", "sources:\n\t- path: data.jsonl\n"),
  .pipeline("yaml-colon-without-blank", "name:test\nsources:\n  - path: data.jsonl\n"),
  .pipeline("yaml-indentation", "sources:\n  - path: data.jsonl\n   format: trl\n"),
  .pipeline("yaml-key-twice", "seed: 1\n\(source)seed: 2\n"),
  .pipeline("yaml-quote-open", "name: \"test\n\(source)"),
  .pipeline("yaml-bracket-open", "sources: [{path: data.jsonl\nstages: []\n"),
  .pipeline("yaml-two-documents", "\(source)---\nname: two\n"),
  .pipeline("yaml-unknown-alias", "name: *other\n\(source)"),
  .pipeline("yaml-merge-bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n\(source)"),
  BadInput(
    id: "yaml-not-utf8", files: ["p.yaml": Array("name: caf".utf8) + [0xE9, 0x0A]],
    command: ["run", "p.yaml"]),
  BadInput(
    id: "yaml-binary", files: ["p.yaml": [0x1F, 0x8B, 0x08, 0x00, 0x00]],
    command: ["run", "p.yaml"]),
  BadInput(id: "pipeline-missing", files: [:], command: ["run", "pipeline.yaml"]),
  BadInput(id: "pipeline-a-folder", files: ["p/x": []], command: ["run", "p"]),
  BadInput(id: "pipeline-empty-path", files: [:], command: ["run", ""]),
]

let pipelineInputs: [BadInput] = [
  .pipeline("unknown-key", "\(source)stage: []\n"),
  .pipeline("sources-missing", "name: x\n"),
  .pipeline("sources-empty", "sources: []\n"),
  .pipeline("sources-a-text", "sources: data.jsonl\n"),
  .pipeline("source-without-path", "sources: [{format: trl}]\n"),
  .pipeline("source-unknown-key", "sources:\n  - path: data.jsonl\n    fromat: trl\n"),
  .pipeline("source-unknown-format", "sources:\n  - path: data.jsonl\n    format: trI\n"),
  .pipeline("source-file-missing", "sources:\n  - path: dta.jsonl\n    format: trl\n"),
  .pipeline("source-glob-without-match", "sources:\n  - path: data/*.jsonl.gz\n    format: trl\n"),
  .pipeline(
    "source-glob-bracket-open", "sources:\n  - path: 'data[1.jsonl'\n    format: trl\n"),
  .pipeline("source-unknown-split", "sources:\n  - {path: data.jsonl, format: trl, split: tset}\n"),
  .pipeline(
    "source-names-equal",
    "sources:\n  - {path: data.jsonl, name: x}\n  - {path: data.jsonl, name: x}\n"),
  .pipeline(
    "files-of-one-name",
    "sources:\n  - {path: a/data.jsonl, format: trl}\n  - {path: b/data.jsonl, format: trl}\n",
    files: ["a/data.jsonl": Array(Text.rows(1).utf8), "b/data.jsonl": Array(Text.rows(2).utf8)]),
  .pipeline(
    "source-limits-unknown", "sources:\n  - {path: data.jsonl, limits: {member: 3}}\n"),
  .pipeline(
    "source-members-without-match",
    "store: s.sqlite\nsources:\n  - {path: data.jsonl, format: trl, members: 'x*'}\n"),
  .pipeline("splits-sum", "splits: {train: 0.9, test: 0.2}\n\(source)"),
  .pipeline("splits-empty", "splits: {}\n\(source)"),
  .pipeline("splits-a-list", "splits: [train, test]\n\(source)"),
  .pipeline("splits-negative", "splits: {train: 1.5, test: -0.5}\n\(source)"),
  .pipeline("seed-a-text", "seed: many\n\(source)"),
  .pipeline("seed-too-large", "seed: 99999999999999999999\n\(source)"),
  .pipeline("seed-negative", "seed: -1\n\(source)"),
  .pipeline("memory-too-small", "memory: 1MB\n\(source)"),
  .pipeline("memory-too-large", "memory: 99999999999TB\n\(source)"),
  .pipeline("memory-no-size", "memory: lots\n\(source)"),
  .pipeline("max-bad-records", "max_bad_records: -1\n\(source)"),
  .pipeline("name-with-slash", "name: ../x\n\(source)"),
  .pipeline("stage-unknown", "\(source)stages:\n  - filters.lenght\n"),
  .pipeline("stage-unknown-far", "\(source)stages:\n  - remove_duplicates\n"),
  .pipeline("stage-without-module", "\(source)stages:\n  - length\n"),
  .pipeline("stage-other-version", "\(source)stages:\n  - filters.length@9\n"),
  .pipeline("stage-unknown-option", "\(source)stages:\n  - filters.length: {max_char: 10}\n"),
  .pipeline("stage-option-type", "\(source)stages:\n  - filters.length: {max_chars: ten}\n"),
  .pipeline("stage-option-range", "\(source)stages:\n  - filters.length: {max_chars: -5}\n"),
  .pipeline(
    "stage-options-contradict",
    "\(source)stages:\n  - filters.length: {min_chars: 10, max_chars: 5}\n"),
  .pipeline("stage-option-choice", "\(source)stages:\n  - filters.length: {action: remove}\n"),
  .pipeline(
    "stage-twice", "\(source)stages:\n  - filters.length\n  - filters.length: {max_ratio: 3}\n"),
  .pipeline(
    "stage-ids-equal",
    "\(source)stages:\n  - filters.length: {id: a}\n  - filters.empty_response: {id: a}\n"),
  .pipeline("stage-sees-unknown", "\(source)stages:\n  - filters.length: {sees: some}\n"),
  .pipeline(
    "stage-drops-everything",
    "store: s.sqlite\n\(source)stages:\n  - filters.length: {max_chars: 1}\n"
      + "exports:\n  - {to: out, trainer: trl.dpo}\n"),
  .pipeline("stage-unknown-split", "\(source)stages:\n  - filters.length: {splits: [tran]}\n"),
  .pipeline(
    "stage-options-not-indented", "\(source)stages:\n  - filters.length:\n    max_chars: 5\n"),
  .pipeline("stage-a-number", "\(source)stages: [3]\n"),
  .pipeline("stages-a-mapping", "\(source)stages: {filters.length: {}}\n"),
  .pipeline("export-unknown-trainer", "\(source)exports:\n  - {to: out, trainer: trl.dop}\n"),
  .pipeline("export-without-to", "\(source)exports:\n  - {trainer: trl.dpo}\n"),
  .pipeline("export-without-trainer", "\(source)exports:\n  - {to: out}\n"),
  .pipeline(
    "export-unknown-option", "\(source)exports:\n  - {to: out, trainer: trl.dpo, compres: gzip}\n"),
  .pipeline(
    "export-option-choice", "\(source)exports:\n  - {to: out, trainer: trl.dpo, compression: rar}\n"
  ),
  .pipeline(
    "export-bad-size",
    "\(source)exports:\n  - {to: out, trainer: trl.dpo, shard_bytes: 10 parsec}\n"),
  .pipeline(
    "exports-one-folder",
    "\(source)exports:\n  - {to: out, trainer: trl.dpo}\n  - {to: ./out/, trainer: trl.kto}\n"),
  .pipeline(
    "exports-one-in-the-other",
    "\(source)exports:\n  - {to: out, trainer: trl.dpo}\n  - {to: out/kto, trainer: trl.kto}\n"),
]

let commandInputs: [BadInput] = [
  .pipeline("set-without-value", source, "--set", "seed"),
  .pipeline("set-unknown-key", source, "--set", "sede=3"),
  .pipeline("set-wrong-type", source, "--set", "seed=x"),
  .pipeline("set-unknown-element", source, "--set", "stages.x.max=3"),
  .pipeline(
    "set-dots-unquoted", "\(source)stages: [filters.length]\n", "--set",
    "stages.filters.length.max_chars=3"),
  .pipeline("set-index-too-large", source, "--set", "sources[3].path=x"),
  .pipeline("set-bad-path", source, "--set", "sources[.path=x"),
  .pipeline("set-bad-value", source, "--set", "seed=[1"),
  .pipeline("set-into-a-text", source, "--set", "sources[0].path.x=1"),
  .pipeline("set-empty", source, "--set", ""),
  .pipeline("set-without-path", source, "--set", "=3"),
  .pipeline("jobs-too-many", "store: s.sqlite\n\(source)", "--jobs", "1000000"),
  .pipeline("limit-too-large", source, "--limit", "99999999999999999999"),
  .pipeline("jobs-none", source, "--jobs", "0"),
  .pipeline("jobs-a-text", source, "--jobs", "many"),
  .pipeline("limit-none", source, "--limit", "0"),
  .pipeline("memory-argument", source, "--memory", "much"),
  .pipeline("progress-unknown", source, "--progress", "bar"),
  .pipeline("flag-unknown", source, "--froce"),
  BadInput(id: "command-unknown", files: [:], command: ["rnu", "p.yaml"]),
  BadInput(id: "run-without-pipeline", files: [:], command: ["run"]),
  BadInput(id: "ingest-without-store", files: ["a.jsonl": []], command: ["ingest", "a.jsonl"]),
  BadInput(
    id: "ingest-empty-store", files: ["a.jsonl": Array(Text.rows(1).utf8)],
    command: ["ingest", "--format", "trl", "--store", "", "a.jsonl"]),
  .lines("ingest-empty-name", Text.rows(1), "--name", ""),
  .lines("ingest-empty-format", Text.rows(1), format: ""),
  BadInput(id: "ingest-without-path", files: [:], command: ["ingest", "--store", "s.sqlite"]),
  .lines("max-bad-records-argument", Text.rows(1), "--max-bad-records", "some"),
  .lines("mapping-and-format", Text.rows(1), "--mapping", "m.yaml"),
]
