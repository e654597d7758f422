// Broken pipeline files and the whole message each gets. Here it is the top level and the sources.

let topLevelMistakes: [Mistake] = [
  Mistake(
    "an unknown top-level key",
    #"""
    name: x
    soures: [{path: a}]
    sources: [{path: a}]

    """#,
    #"""
    error[unknown-option]: unknown option `soures` for the pipeline
     --> p.yaml:2:1
      | soures: [{path: a}]
      | ^
    hint: did you mean `sources`? (known: `exports`, `max_bad_records`, `memory`, `name`, `offline`, `seed`, `sources`, `splits`, `stages`, `store`)
    """#),
  Mistake(
    "a misspelt required key",
    #"""
    name: x
    soures: [{path: a}]

    """#,
    #"""
    error[missing-option]: the pipeline needs the option `sources`
     --> p.yaml:2:1
      | soures: [{path: a}]
      | ^
    hint: is `soures` meant to be `sources`?
    """#),
  Mistake(
    "no sources",
    #"""
    name: x
    seed: 3

    """#,
    #"""
    error[missing-option]: the pipeline needs the option `sources`
     --> p.yaml:1:1
      | name: x
      | ^
    hint: add `sources`: the files to read
    """#),
  Mistake(
    "an empty list of sources",
    #"""
    sources: []

    """#,
    #"""
    error[bad-option]: option `sources` of the pipeline must not be empty
     --> p.yaml:1:10
      | sources: []
      |          ^
    """#),
  Mistake(
    "sources without a dash",
    #"""
    sources:
      path: a

    """#,
    #"""
    error[bad-option]: option `sources` of the pipeline must be a list: a mapping
     --> p.yaml:2:3
      |   path: a
      |   ^
    hint: begin each element with `- `
    """#),
  Mistake(
    "a source that is a text",
    #"""
    sources:
      - data.jsonl

    """#,
    #"""
    error[bad-pipeline]: a source must be a mapping: `data.jsonl`
     --> p.yaml:2:5
      |   - data.jsonl
      |     ^
    hint: write `- path: data.jsonl`
    """#),
  Mistake(
    "a source without a path",
    #"""
    sources:
      - format: trl

    """#,
    #"""
    error[missing-option]: the source needs the option `path`
     --> p.yaml:2:5
      |   - format: trl
      |     ^
    hint: add `path`: file, folder or pattern such as `data/*.jsonl.gz`, or a list of them
    """#),
  Mistake(
    "a source with an empty path",
    #"""
    sources:
      - path: ""

    """#,
    #"""
    error[bad-option]: option `path` of the source must not be empty
     --> p.yaml:2:11
      |   - path: ""
      |           ^
    """#),
  Mistake(
    "a path that is a mapping",
    #"""
    sources:
      - path: {file: a}

    """#,
    #"""
    error[bad-option]: option `path` of the source must be a path, or a list of paths: a mapping
     --> p.yaml:2:11
      |   - path: {file: a}
      |           ^
    """#),
  Mistake(
    "two sources of one name",
    #"""
    sources:
      - {path: a, name: hh}
      - {path: b, name: hh}

    """#,
    #"""
    error[bad-pipeline]: two sources have the name: `hh`
     --> p.yaml:3:21
      |   - {path: b, name: hh}
      |                     ^
    """#),
  Mistake(
    "a mapping for another format",
    #"""
    sources:
      - {path: a, format: trl, mapping: {prompt: /p}}

    """#,
    #"""
    error[bad-option]: option `mapping` of the source must stand with the format `mapping` only, not with `trl`: a mapping
     --> p.yaml:2:37
      |   - {path: a, format: trl, mapping: {prompt: /p}}
      |                                     ^
    """#),
  Mistake(
    "an unknown limit",
    #"""
    sources:
      - path: a
        limits: {rato: 3}

    """#,
    #"""
    error[unknown-option]: unknown option `rato` for `limits` of the source
     --> p.yaml:3:14
      |     limits: {rato: 3}
      |              ^
    hint: did you mean `ratio`? (known: `expanded_bytes`, `members`, `nesting`, `ratio`, `record_bytes`, `record_depth`)
    """#),
  Mistake(
    "a limit out of range",
    #"""
    sources:
      - path: a
        limits:
          nesting: 99

    """#,
    #"""
    error[bad-option]: option `nesting` of `limits` of the source must be an integer, from 0 to 16: `99`
     --> p.yaml:4:16
      |       nesting: 99
      |                ^
    """#),
  Mistake(
    "a name with a slash",
    #"""
    name: a/b
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `name` of the pipeline must be letters, digits, `_`, `-` and `.`, beginning with none of the last two: `a/b`
     --> p.yaml:1:7
      | name: a/b
      |       ^
    """#),
  Mistake(
    "a negative seed",
    #"""
    seed: -1
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `seed` of the pipeline must be an integer, from 0 to 2^64 - 1: `-1`
     --> p.yaml:1:7
      | seed: -1
      |       ^
    """#),
  Mistake(
    "a seed in quotes",
    #"""
    seed: '17'
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `seed` of the pipeline must be an integer, from 0 to 2^64 - 1: `17`
     --> p.yaml:1:7
      | seed: '17'
      |       ^
    hint: write it without quotes
    """#),
  Mistake(
    "a seed with a point",
    #"""
    seed: 1.5
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `seed` of the pipeline must be an integer, from 0 to 2^64 - 1: `1.5`
     --> p.yaml:1:7
      | seed: 1.5
      |       ^
    """#),
  Mistake(
    "a seed beyond 64 bits",
    #"""
    seed: 18446744073709551616
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `seed` of the pipeline must be an integer, from 0 to 2^64 - 1: `18446744073709551616`
     --> p.yaml:1:7
      | seed: 18446744073709551616
      |       ^
    """#),
  Mistake(
    "a key without a value",
    #"""
    seed:
    sources: [{path: a}]

    """#,
    #"""
    error[bad-option]: option `seed` of the pipeline has no value
     --> p.yaml:1:1
      | seed:
      | ^
    hint: it must be an integer, from 0; without the key it is `0`
    """#),
]
