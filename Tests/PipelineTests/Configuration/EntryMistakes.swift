// Broken pipeline files and the whole message each gets. Here it is values, stages and exports.

let entryMistakes: [Mistake] = [
  Mistake(
    "shares that do not add up",
    #"""
    splits: {train: 0.9, test: 0.2}
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: the shares of the splits must add up to 1: `1.1`
     --> p.yaml:1:9
      | splits: {train: 0.9, test: 0.2}
      |         ^
    hint: the share of `train` would be `0.8`
    """#),
  Mistake(
    "a split with a dash",
    #"""
    splits: {train-v1: 1}
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: a split must be named by letters, digits, `_` and single dots: `train-v1`
     --> p.yaml:1:10
      | splits: {train-v1: 1}
      |          ^
    hint: `datasets` reads no other names
    """#),
  Mistake(
    "a share in percent",
    #"""
    splits: {train: 98%, test: 2%}
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `train` of the splits must be a number, from 0 to 1: `98%`
     --> p.yaml:1:17
      | splits: {train: 98%, test: 2%}
      |                 ^
    hint: write the share as `0.98`
    """#),
  Mistake(
    "a share that is not finite",
    #"""
    splits: {train: .inf}
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `train` of the splits must be a number, from 0 to 1: `.inf`
     --> p.yaml:1:17
      | splits: {train: .inf}
      |                 ^
    """#),
  Mistake(
    "a share above one",
    #"""
    splits: {train: 1.5, test: -0.5}
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `train` of the splits must be a number, from 0 to 1: `1.5`
     --> p.yaml:1:17
      | splits: {train: 1.5, test: -0.5}
      |                 ^
    """#),
  Mistake(
    "splits as a list",
    #"""
    splits: [train, test]
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `splits` of the pipeline must be a mapping: a list
     --> p.yaml:1:9
      | splits: [train, test]
      |         ^
    hint: write `splits: {train: 0.98, test: 0.02}`
    """#),
  Mistake(
    "a split that is not there",
    #"""
    splits: {train: 0.9, test: 0.1}
    sources:
      - {path: a, split: tset}

    """#,
    #"""
    error[bad-pipeline]: no split has the name: `tset`
     --> p.yaml:3:22
      |   - {path: a, split: tset}
      |                      ^
    hint: did you mean `test`?
    """#),
  Mistake(
    "a size with half a unit",
    #"""
    memory: 2G
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `memory` of the pipeline must be a size such as `256MB` or `1GiB`, from 64MiB: `2G`
     --> p.yaml:1:9
      | memory: 2G
      |         ^
    hint: write `2GB` for powers of 1000 or `2GiB` for powers of 1024
    """#),
  Mistake(
    "a size that is none",
    #"""
    memory: lots
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `memory` of the pipeline must be a size such as `256MB` or `1GiB`, from 64MiB: `lots`
     --> p.yaml:1:9
      | memory: lots
      |         ^
    """#),
  Mistake(
    "a size too small",
    #"""
    memory: 1MB
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `memory` of the pipeline must be a size such as `256MB` or `1GiB`, from 64MiB: `1MB`
     --> p.yaml:1:9
      | memory: 1MB
      |         ^
    """#),
  Mistake(
    "a bad quota",
    #"""
    max_bad_records: 1 percent
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `max_bad_records` of the pipeline must be a percentage or a count: `1 percent`
     --> p.yaml:1:18
      | max_bad_records: 1 percent
      |                  ^
    hint: write `0.1%`, `0.001` or `25`
    """#),
  Mistake(
    "a quota above everything",
    #"""
    max_bad_records: 120%
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `max_bad_records` of the pipeline must be a percentage or a count: `120%`
     --> p.yaml:1:18
      | max_bad_records: 120%
      |                  ^
    hint: write `0.1%`, `0.001` or `25`
    """#),
  Mistake(
    "stages as a mapping",
    #"""
    sources: [{path: a}]
    stages:
      filters.length: {max_chars: 4}

    """#,
    #"""
    error[bad-option]: option `stages` of the pipeline must be a list: a mapping
     --> p.yaml:3:3
      |   filters.length: {max_chars: 4}
      |   ^
    hint: begin each element with `- `
    """#),
  Mistake(
    "options beside a stage",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length:
        max_chars: 400

    """#,
    #"""
    error[bad-pipeline]: `max_chars` stands beside the stage `filters.length`, not among its options
     --> p.yaml:4:5
      |     max_chars: 400
      |     ^
    hint: indent it further than the name of the stage
    """#),
  Mistake(
    "two stages in one element",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length: {}
        filters.empty: {}

    """#,
    #"""
    error[bad-pipeline]: `filters.empty` stands beside the stage `filters.length`, not among its options
     --> p.yaml:4:5
      |     filters.empty: {}
      |     ^
    hint: begin each stage with `- `
    """#),
  Mistake(
    "an element without a stage",
    #"""
    sources: [{path: a}]
    stages:
      - filters.empty
      -

    """#,
    #"""
    error[bad-pipeline]: a stage must be a name, or a name with options: nothing
     --> p.yaml:4:4
      |   -
      |    ^
    hint: write `- filters.length` or `- filters.length: {max_chars: 4000}`
    """#),
  Mistake(
    "options that are a text",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length: 400

    """#,
    #"""
    error[bad-option]: the options of stage `filters.length` must be a mapping: `400`
     --> p.yaml:3:21
      |   - filters.length: 400
      |                     ^
    hint: write `key: value` on lines of their own, indented, or `{key: value}`
    """#),
  Mistake(
    "a stage that stands twice",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length
      - filters.length: {max_chars: 3}

    """#,
    #"""
    error[bad-pipeline]: the stage stands twice: `filters.length`
     --> p.yaml:4:5
      |   - filters.length: {max_chars: 3}
      |     ^
    hint: give one of them an `id:` among its options
    """#),
  Mistake(
    "two stages of one id",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length: {id: a}
      - filters.empty: {id: a}

    """#,
    #"""
    error[bad-pipeline]: two stages have the id: `a`
     --> p.yaml:4:25
      |   - filters.empty: {id: a}
      |                         ^
    """#),
  Mistake(
    "an unknown sight",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length: {sees: al}

    """#,
    #"""
    error[bad-option]: option `sees` of stage `filters.length` must be one of `live`, `all`: `al`
     --> p.yaml:3:28
      |   - filters.length: {sees: al}
      |                            ^
    hint: did you mean `all`?
    """#),
  Mistake(
    "a stage for an unknown split",
    #"""
    sources: [{path: a}]
    stages:
      - filters.length: {splits: [train, dev]}

    """#,
    #"""
    error[bad-pipeline]: no split has the name: `dev`
     --> p.yaml:3:38
      |   - filters.length: {splits: [train, dev]}
      |                                      ^
    hint: add it to `splits`, with the share 0 if only whole sources go there
    """#),
  Mistake(
    "an export without a folder",
    #"""
    sources: [{path: a}]
    exports:
      - trainer: trl.dpo

    """#,
    #"""
    error[missing-option]: the export needs the option `to`
     --> p.yaml:3:5
      |   - trainer: trl.dpo
      |     ^
    hint: add `to`: folder to write
    """#),
  Mistake(
    "an export without a trainer",
    #"""
    sources: [{path: a}]
    exports:
      - to: out
        trainr: trl.dpo

    """#,
    #"""
    error[missing-option]: the export needs the option `trainer`
     --> p.yaml:4:5
      |     trainr: trl.dpo
      |     ^
    hint: is `trainr` meant to be `trainer`?
    """#),
  Mistake(
    "two exports to one folder",
    #"""
    sources: [{path: a}]
    exports:
      - {to: out, trainer: trl.dpo}
      - {to: out, trainer: trl.kto}

    """#,
    #"""
    error[bad-pipeline]: two exports write to: `out`
     --> p.yaml:4:10
      |   - {to: out, trainer: trl.kto}
      |          ^
    hint: give each its own folder
    """#),
  Mistake(
    "a path with an escape",
    #"""
    sources:
      - path: "data\files"

    """#,
    #"""
    error[bad-option]: option `path` of the source must not hold control characters: `data\u{c}iles`
     --> p.yaml:2:11
      |   - path: "data\files"
      |           ^
    hint: in double quotes `\` begins an escape: use single quotes
    """#),
  Mistake(
    "a wrong format of a list",
    #"""
    sources:
      - path: [a, ~]

    """#,
    #"""
    error[bad-option]: option `path` of the source must be a path, or a list of paths: nothing
     --> p.yaml:2:15
      |   - path: [a, ~]
      |               ^
    """#),
  Mistake(
    "a colon without a blank in the middle",
    #"""
    name: x
    seed:3
    sources: [{path: a}]

    """#,
    #"""
    error[bad-yaml]: a key without a value
     --> p.yaml:2:1
      | seed:3
      | ^
    hint: write `key: value`, with a blank after the colon
    """#),
  Mistake(
    "a bidirectional mark",
    "name: \"a\u{202e}b\"\nsources: [{path: a}]\n",
    #"""
    error[bad-option]: option `name` of the pipeline must be letters, digits, `_`, `-` and `.`, beginning with none of the last two: `a\u{202e}b`
     --> p.yaml:1:7
      | name: "a�b"
      |       ^
    """#),
  Mistake(
    "an option set by hand",
    #"""
    name: x
    sources: [{path: a}]

    """#,
    overrides: ["seed=x"],
    #"""
    error[bad-option]: option `seed` of the pipeline must be an integer, from 0 to 2^64 - 1: `x`
     --> --set:1:6
      | seed=x
      |      ^
    """#),
  Mistake(
    "an unknown option set by hand",
    #"""
    sources: [{path: a}]

    """#,
    overrides: ["sed=3"],
    #"""
    error[unknown-option]: unknown option `sed` for the pipeline
     --> --set:1:1
      | sed=3
      | ^
    hint: did you mean `seed`? (known: `exports`, `max_bad_records`, `memory`, `name`, `offline`, `seed`, `sources`, `splits`, `stages`, `store`)
    """#),
]
