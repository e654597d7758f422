import Records
import Testing

/// What a person is told of a mapping that cannot be right, whole.
@Suite struct `Mistakes in a mapping` {
  @Test(arguments: [
    (
      "promt: p\nresponses: {a: a}",
      """
      error[unknown-option]: unknown option `promt` for the mapping
       --> mapping.yaml:1:1
        | promt: p
        | ^
      hint: did you mean `prompt`? (known: `cases`, `join`, `json`, `licence`, `prompt`, `responses`, `split`, `system`, `votes`)
      """
    ),
    (
      "responses: {a: a}",
      """
      error[missing-option]: the mapping needs `prompt`
       --> mapping.yaml:1:1
        | responses: {a: a}
        | ^
      """
    ),
    (
      "prompt: p",
      """
      error[missing-option]: the mapping needs `responses`
       --> mapping.yaml:1:1
        | prompt: p
        | ^
      hint: write `responses: none` for prompts alone
      """
    ),
    (
      "prompt: p\nresponses: none\nvotes: {better: a, worse: b}",
      """
      error[bad-option]: `votes` are about responses, of which there are none
       --> mapping.yaml:3:8
        | votes: {better: a, worse: b}
        |        ^
      """
    ),
    (
      "prompt: p\nresponses: [a, b]",
      """
      error[bad-option]: `responses` gives each response, or list of responses, a name
       --> mapping.yaml:2:12
        | responses: [a, b]
        |            ^
      hint: write `responses: {a: /answer_a, b: /answer_b}`
      """
    ),
    (
      "prompt: p\nresponses: {tie: a}",
      """
      error[bad-option]: a response cannot be called `tie`
       --> mapping.yaml:2:13
        | responses: {tie: a}
        |             ^
      """
    ),
    (
      "prompt: '{p'\nresponses: {a: a}",
      """
      error[bad-option]: `{` is not closed: `{p`
       --> mapping.yaml:1:9
        | prompt: '{p'
        |         ^
      hint: write `{{`, `}}`, `[[` or `]]` for the character itself
      """
    ),
    (
      "prompt: '{p}]'\nresponses: {a: a}",
      """
      error[bad-option]: `]` closes nothing: `{p}]`
       --> mapping.yaml:1:9
        | prompt: '{p}]'
        |         ^
      hint: write `{{`, `}}`, `[[` or `]]` for the character itself
      """
    ),
    (
      "prompt: '@text'\nresponses: {a: a}",
      """
      error[bad-option]: there is no `join` for: `@text`
       --> mapping.yaml:1:9
        | prompt: '@text'
        |         ^
      hint: write `/a/b`, or the name of a field; `@` is for the joined row
      """
    ),
    (
      "prompt: /a/*/b/*\nresponses: {a: a}",
      """
      error[bad-option]: `*` can stand only once in a pointer: `/a/*/b/*`
       --> mapping.yaml:1:9
        | prompt: /a/*/b/*
        |         ^
      """
    ),
    (
      "prompt: /a~2\nresponses: {a: a}",
      """
      error[bad-option]: `~` in a JSON pointer stands only in `~0` and `~1`: `/a~2`
       --> mapping.yaml:1:9
        | prompt: /a~2
        |         ^
      hint: write `~0` for `~`
      """
    ),
    (
      "prompt: p\nresponses: {a: a, b: b}\nvotes: {better: a, worse: c}",
      """
      error[bad-option]: no response has the name: `c`
       --> mapping.yaml:3:27
        | votes: {better: a, worse: c}
        |                           ^
      hint: the responses are `a`, `b`
      """
    ),
    (
      "prompt: p\nresponses: {first: a, second: b}\nvotes: {better: first, worse: secnd}",
      """
      error[bad-option]: no response has the name: `secnd`
       --> mapping.yaml:3:31
        | votes: {better: first, worse: secnd}
        |                               ^
      hint: did you mean `second`?
      """
    ),
    (
      "prompt: p\nresponses: {a: a, b: b}\nvotes: {better: a}",
      """
      error[bad-option]: a vote has `better` and `worse`, `between` and `winner`, `response` and `good`, or `ranked`
       --> mapping.yaml:3:8
        | votes: {better: a}
        |        ^
      """
    ),
    (
      "prompt: p\nresponses: {a: a, b: b}\nvotes: {between: [a, b], winner: {of: w, is: {1: c}}}",
      """
      error[bad-option]: a winner must be `a`, `b`, `tie`, `both_bad` or `none`
       --> mapping.yaml:3:50
        | votes: {between: [a, b], winner: {of: w, is: {1: c}}}
        |                                                  ^
      """
    ),
    (
      "prompt: p\nresponses: {a: a, b: b}\nvotes: {between: [a, b], winner: w}",
      """
      error[bad-option]: the options of a lookup of the mapping must be a mapping: `w`
       --> mapping.yaml:3:34
        | votes: {between: [a, b], winner: w}
        |                                  ^
      hint: write `key: value` on lines of their own, indented, or `{key: value}`
      """
    ),
    (
      "prompt: p\nresponses: {a: a, b: /b/*}\nvotes: {between: [a, b], winner: {of: w, is: {1: a}}}",
      """
      error[bad-option]: `between` compares single responses, and this is a list: `b`
       --> mapping.yaml:3:18
        | votes: {between: [a, b], winner: {of: w, is: {1: a}}}
        |                  ^
      hint: use `better` and `worse`, or `ranked`
      """
    ),
    (
      "prompt: p\nresponses: {a: /a/*}\nvotes: {ranked: a}",
      """
      error[bad-option]: the response `a` has no `rank`
       --> mapping.yaml:3:17
        | votes: {ranked: a}
        |                 ^
      hint: give it one, or say which score decides with `by`
      """
    ),
    (
      "prompt: p\nresponses: {a: {text: /a/*, scores: {rating: /r/*}}}\nvotes: {ranked: a, by: ratng}",
      """
      error[bad-option]: the response `a` has no score: `ratng`
       --> mapping.yaml:3:24
        | votes: {ranked: a, by: ratng}
        |                        ^
      hint: did you mean `rating`?
      """
    ),
    (
      "prompt: p\nresponses: {a: {text: a, model: /m/*}}",
      """
      error[bad-option]: `*` must stand in `text`, too, if it stands beside it
       --> mapping.yaml:2:16
        | responses: {a: {text: a, model: /m/*}}
        |                ^
      """
    ),
    (
      "prompt: {messages: p, roles: {x: king}}\nresponses: {a: a}",
      """
      error[bad-option]: a role must be `system`, `user`, `assistant` or `tool`
       --> mapping.yaml:1:34
        | prompt: {messages: p, roles: {x: king}}
        |                                  ^
      """
    ),
    (
      "prompt: p\nresponses: {a: a}\nvotes: {response: a, good: g, kind: humans}",
      """
      error[bad-option]: option `kind` of a vote of the mapping must be one of `human`, `model`, `rule`, `unknown`: `humans`
       --> mapping.yaml:3:37
        | votes: {response: a, good: g, kind: humans}
        |                                     ^
      hint: did you mean `human`?
      """
    ),
    (
      "prompt: p\nresponses: {a: a}\njoin: {path: x}",
      """
      error[missing-option]: `join` needs `on`, the key
       --> mapping.yaml:3:7
        | join: {path: x}
        |       ^
      hint: write `on: id`, or `on: {pair_id: id}` where the names differ
      """
    ),
    (
      "prompt: p\nresponses: {a: a}\njoin: {path: x, on: /a/*}",
      """
      error[bad-option]: a key is a single field, without `*` and `@`: `/a/*`
       --> mapping.yaml:3:21
        | join: {path: x, on: /a/*}
        |                     ^
      """
    ),
    (
      "prompt: p\nresponses: {a: a, b: b}\nvotes: {better: [a, b], worse: b}",
      """
      error[bad-option]: a response cannot beat itself: `b`
       --> mapping.yaml:3:32
        | votes: {better: [a, b], worse: b}
        |                                ^
      """
    ),
    (
      "prompt: p\nresponses: {a: {text: a, scores: s}}",
      """
      error[bad-option]: a mapping must stand here
       --> mapping.yaml:2:34
        | responses: {a: {text: a, scores: s}}
        |                                  ^
      hint: write `{name: value}`
      """
    ),
    (
      "cases: []",
      """
      error[bad-option]: `cases` is a list of mappings
       --> mapping.yaml:1:8
        | cases: []
        |        ^
      """
    ),
    (
      "cases: [{prompt: p, responses: {a: a}, wen: x}]",
      """
      error[unknown-option]: unknown option `wen` for a case of the mapping
       --> mapping.yaml:1:40
        | cases: [{prompt: p, responses: {a: a}, wen: x}]
        |                                        ^
      hint: did you mean `when`? (known: `licence`, `prompt`, `responses`, `split`, `system`, `votes`, `when`)
      """
    ),
  ])
  func `are shown with their place`(yaml: String, message: String) {
    #expect(throws: WinnowError.self) { _ = try mapping(yaml) }
    do { _ = try mapping(yaml) } catch { #expect("\(error)" == message) }
  }
}
