// Broken pipeline files and the whole message each gets. What is wrong here is the YAML itself.

let syntaxMistakes: [Mistake] = [
  Mistake(
    "an empty file",
    "",
    #"""
    error[bad-yaml]: the pipeline file is empty
     --> p.yaml
    hint: `winnow run --help` shows an example
    """#),
  Mistake(
    "nothing but comments",
    #"""
    # name: x


    """#,
    #"""
    error[bad-yaml]: the pipeline file is empty
     --> p.yaml
    hint: `winnow run --help` shows an example
    """#),
  Mistake(
    "an explicit nothing",
    #"""
    ---
    null

    """#,
    #"""
    error[bad-yaml]: the pipeline file is empty
     --> p.yaml
    hint: `winnow run --help` shows an example
    """#),
  Mistake(
    "a list at the root",
    #"""
    - name: x
    - seed: 3

    """#,
    #"""
    error[bad-yaml]: a pipeline file must be a mapping: a list
     --> p.yaml:1:1
      | - name: x
      | ^
    hint: begin with `name: …` and `sources:`
    """#),
  Mistake(
    "a text at the root",
    #"""
    just a text

    """#,
    #"""
    error[bad-yaml]: a pipeline file must be a mapping: `just a text`
     --> p.yaml:1:1
      | just a text
      | ^
    hint: begin with `name: …` and `sources:`
    """#),
  Mistake(
    "a tab as indentation",
    "name: x\nsources:\n\t- path: a\n",
    #"""
    error[bad-yaml]: a tab cannot indent YAML
     --> p.yaml:3:1
      | →- path: a
      | ^
    hint: use spaces
    """#),
  Mistake(
    "a tab after blanks",
    "sources:\n  - path: a\n  \tformat: trl\n",
    #"""
    error[bad-yaml]: a tab cannot indent YAML
     --> p.yaml:3:3
      |   →format: trl
      |   ^
    hint: use spaces
    """#),
  Mistake(
    "a key indented too far",
    #"""
    name: x
      seed: 3

    """#,
    #"""
    error[bad-yaml]: a `:` cannot stand here
     --> p.yaml:2:7
      |   seed: 3
      |       ^
    hint: check the indentation of this line, or put a text that holds `: ` in quotes
    """#),
  Mistake(
    "a key indented too little",
    #"""
    sources:
      - path: a
        format: trl
       licence: MIT

    """#,
    #"""
    error[bad-yaml]: this line does not fit the list that begins in line 2
     --> p.yaml:4:4
      |    licence: MIT
      |    ^
    hint: begin each element with `- ` in column 3, or indent the line like those above
    """#),
  Mistake(
    "a list indented unevenly",
    #"""
    stages:
      - a.b
     - c.d

    """#,
    #"""
    error[bad-yaml]: this line does not fit the mapping that begins in line 1
     --> p.yaml:3:2
      |  - c.d
      |  ^
    hint: indent keys of one mapping alike: its first key stands in column 1
    """#),
  Mistake(
    "a key without a colon",
    #"""
    name: x
    seed
    splits: {train: 1}

    """#,
    #"""
    error[bad-yaml]: a key without a value
     --> p.yaml:2:1
      | seed
      | ^
    hint: write `key: value`, with a blank after the colon
    """#),
  Mistake(
    "a colon without a blank",
    #"""
    seed:3
    sources: [{path: a}]

    """#,
    #"""
    error[bad-yaml]: a blank is missing after the colon
     --> p.yaml:1:5
      | seed:3
      |     ^
    hint: write `key: value`
    """#),
  Mistake(
    "a colon within a text",
    #"""
    name: my: pipeline

    """#,
    #"""
    error[bad-yaml]: a `:` cannot stand here
     --> p.yaml:1:9
      | name: my: pipeline
      |         ^
    hint: check the indentation of this line, or put a text that holds `: ` in quotes
    """#),
  Mistake(
    "an open bracket",
    #"""
    sources: [{path: a}
    stages: []

    """#,
    #"""
    error[bad-yaml]: the list that begins with `[` is not continued by `,` or closed by `]`
     --> p.yaml:2:1
      | stages: []
      | ^
    hint: it begins in line 1, column 10
    """#),
  Mistake(
    "an open brace",
    #"""
    splits: {train: 0.9, test: 0.1
    store: x

    """#,
    #"""
    error[bad-yaml]: the mapping that begins with `{` is not continued by `,` or closed by `}`
     --> p.yaml:2:6
      | store: x
      |      ^
    hint: it begins in line 1, column 9
    """#),
  Mistake(
    "an open double quote",
    #"""
    name: "x
    seed: 3

    """#,
    #"""
    error[bad-yaml]: the quotes that open here are not closed
     --> p.yaml:1:7
      | name: "x
      |       ^
    hint: close them, or double a quote that belongs to the text
    """#),
  Mistake(
    "an open single quote",
    #"""
    name: 'it's'

    """#,
    #"""
    error[bad-yaml]: this cannot follow the value before it
     --> p.yaml:1:11
      | name: 'it's'
      |           ^
    hint: put the whole text in quotes; double a quote that belongs to it
    """#),
  Mistake(
    "an unknown escape",
    #"""
    sources:
      - path: "C:\data"

    """#,
    #"""
    error[bad-yaml]: an unknown escape in double quotes
     --> p.yaml:2:14
      |   - path: "C:\data"
      |              ^
    hint: use single quotes, where `\` is an ordinary character, or write `\\`
    """#),
  Mistake(
    "a text that begins with an at sign",
    #"""
    name: @x

    """#,
    #"""
    error[bad-yaml]: a text cannot begin with `@`
     --> p.yaml:1:7
      | name: @x
      |       ^
    hint: put the text in quotes
    """#),
  Mistake(
    "a text that begins with a backtick",
    #"""
    sources:
      - path: `ls`

    """#,
    #"""
    error[bad-yaml]: a text cannot begin with a backtick
     --> p.yaml:2:11
      |   - path: `ls`
      |           ^
    hint: put the text in quotes
    """#),
  Mistake(
    "a text that begins with a percent sign",
    #"""
    max_bad_records: %5

    """#,
    #"""
    error[bad-yaml]: a text cannot begin with `%`
     --> p.yaml:1:18
      | max_bad_records: %5
      |                  ^
    hint: put the text in quotes
    """#),
  Mistake(
    "an unquoted pattern",
    #"""
    sources:
      - path: *.jsonl

    """#,
    #"""
    error[bad-yaml]: a text cannot begin with `*`
     --> p.yaml:2:11
      |   - path: *.jsonl
      |           ^
    hint: `*` begins an alias; put a text or file pattern in quotes: `"*.jsonl"`
    """#),
  Mistake(
    "an unknown alias",
    #"""
    splits: &s {train: 1}
    sources:
      - {path: a, mapping: *splts}

    """#,
    #"""
    error[bad-yaml]: no anchor has the name: `splts`
     --> p.yaml:3:24
      |   - {path: a, mapping: *splts}
      |                        ^
    hint: `*` begins an alias; put a text or file pattern in quotes: `"*splts"`
    """#),
  Mistake(
    "an alias within its own anchor",
    #"""
    sources: &s [*s]

    """#,
    #"""
    error[bad-yaml]: no anchor has the name: `s`
     --> p.yaml:1:14
      | sources: &s [*s]
      |              ^
    hint: `*` begins an alias; put a text or file pattern in quotes: `"*s"`
    """#),
  Mistake(
    "a merge of a text",
    #"""
    sources:
      - &d {path: &p a}
      - <<: *p
        format: trl

    """#,
    #"""
    error[bad-yaml]: only a mapping can be merged: `a`
     --> p.yaml:2:15
      |   - &d {path: &p a}
      |               ^
    hint: write `<<: *name`, where `&name` marks a mapping
    """#),
  Mistake(
    "an alias bomb",
    #"""
    a: &a [x,x,x,x,x,x,x,x,x,x]
    b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
    c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
    d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
    e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
    f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]
    g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f,*f]
    h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g,*g]
    i: &i [*h,*h,*h,*h,*h,*h,*h,*h,*h,*h]

    """#,
    #"""
    error[bad-yaml]: the file holds more than 100000 values
     --> p.yaml:5:29
      | e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]
      |                             ^
    hint: an alias counts as all it stands for
    """#),
  Mistake(
    "an alias bomb in a key",
    #"""
    a: &a [x,x,x,x,x,x,x,x,x,x]
    b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]
    c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]
    d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]
    ? *d
    : 1

    """#,
    #"""
    error[bad-yaml]: a key without a value
     --> p.yaml:5:1
      | ? *d
      | ^
    hint: write `key: value`, with a blank after the colon
    """#),
  Mistake(
    "a tag",
    #"""
    seed: !!int 3

    """#,
    #"""
    error[bad-yaml]: tags are not supported: `tag:yaml.org,2002:int`
     --> p.yaml:1:7
      | seed: !!int 3
      |       ^
    hint: put a text that begins with `!` in quotes
    """#),
  Mistake(
    "a custom tag",
    #"""
    name: !env NAME

    """#,
    #"""
    error[bad-yaml]: tags are not supported: `!env`
     --> p.yaml:1:7
      | name: !env NAME
      |       ^
    hint: put a text that begins with `!` in quotes
    """#),
  Mistake(
    "a list as a key",
    #"""
    [a, b]: 1

    """#,
    #"""
    error[bad-yaml]: a key must be a text, not a list
     --> p.yaml:1:1
      | [a, b]: 1
      | ^
    hint: write `key: value`; put `{`, `[` and `?` in quotes if they belong to a text
    """#),
  Mistake(
    "two documents",
    #"""
    sources: [{path: a}]
    ---
    name: y

    """#,
    #"""
    error[bad-yaml]: a second document begins here
     --> p.yaml:2:1
      | ---
      | ^
    hint: keep one document in a file; remove the line `---`
    """#),
  Mistake(
    "a key that stands twice",
    #"""
    name: x
    seed: 3
    name: y

    """#,
    #"""
    error[bad-yaml]: the key stands twice: `name`
     --> p.yaml:3:1
      | name: y
      | ^
    hint: it stands first in line 1; keep one of them
    """#),
  Mistake(
    "a key that stands twice in quotes",
    #"""
    sources:
      - path: a
        'format': trl
        "format": trl

    """#,
    #"""
    error[bad-yaml]: the key stands twice: `format`
     --> p.yaml:4:5
      |     "format": trl
      |     ^
    hint: it stands first in line 3; keep one of them
    """#),
  Mistake(
    "a key that stands twice in braces",
    #"""
    splits: {train: 0.5, test: 0.25, test: 0.25}

    """#,
    #"""
    error[bad-yaml]: the key stands twice: `test`
     --> p.yaml:1:34
      | splits: {train: 0.5, test: 0.25, test: 0.25}
      |                                  ^
    hint: it stands first in line 1; keep one of them
    """#),
  Mistake(
    "nested too deep",
    #"""
    name: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]

    """#,
    #"""
    error[bad-yaml]: nested deeper than 64 levels
     --> p.yaml:1:70
      | name: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
      |                                                                      ^
    """#),
  Mistake(
    "nested beyond the parser's own bound",
    "name: " + String(repeating: "[", count: 1100) + "\n",
    #"""
    error[bad-yaml]: nested deeper than 64 levels
     --> p.yaml:1:8
    """#),
  Mistake(
    "a NUL",
    "name: a\u{0}b\n",
    #"""
    error[bad-yaml]: a control character cannot stand in a YAML file: `U+0000`
     --> p.yaml:1:8
      | name: a�b
      |        ^
    hint: is this the file you meant? It looks like data, or like UTF-16; save it as UTF-8
    """#),
  Mistake(
    "an escape character",
    "name: \u{1b}[31mred\n",
    #"""
    error[bad-yaml]: a control character cannot stand in a YAML file: `U+001B`
     --> p.yaml:1:7
      | name: �[31mred
      |       ^
    hint: remove it, or write it as an escape in double quotes
    """#),
  Mistake(
    "bytes that are no UTF-8",
    bytes: [0x6E, 0x61, 0x6D, 0x65, 0x3A, 0x20, 0x63, 0x61, 0x66, 0xE9, 0x0A],
    #"""
    error[bad-yaml]: the file is no UTF-8
     --> p.yaml:1:10
      | name: caf�
      |          ^
    hint: save it as UTF-8
    """#),
  Mistake(
    "UTF-16",
    bytes: [
      0xFF, 0xFE, 0x6E, 0x00, 0x61, 0x00, 0x6D, 0x00, 0x65, 0x00, 0x3A, 0x00, 0x20, 0x00, 0x78,
      0x00, 0x0A, 0x00,
    ],
    #"""
    error[bad-yaml]: the file is UTF-16, not UTF-8
     --> p.yaml
    hint: save it as UTF-8
    """#),
  Mistake(
    "a place after wide letters",
    #"""
    name: "é漢字" 🙂

    """#,
    #"""
    error[bad-yaml]: this cannot follow the value before it
     --> p.yaml:1:13
      | name: "é漢字" 🙂
      |             ^
    hint: put the whole text in quotes; double a quote that belongs to it
    """#),
  Mistake(
    "a bracket open at the end",
    #"""
    name: x
    sources: [{path: a}


    """#,
    #"""
    error[bad-yaml]: the list that begins with `[` is not continued by `,` or closed by `]`
     --> p.yaml:2:20
      | sources: [{path: a}
      |                    ^
    hint: it begins in line 2, column 10
    """#),
]
