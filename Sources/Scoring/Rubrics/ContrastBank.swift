extension Contrast {
  /// The bank. Ours; what algorithms.md 3.5 lists and what the features can tell.
  package static let bank: [Contrast] = [
    Contrast(
      "answers_question", ["question_covered": 1],
      more: "The response takes up each thing that the request asks about.",
      less: "The response does more than echo the words of the request."),
    Contrast(
      "specificity", ["numbers": 0.3, "capitalised": 1, "long_words": 1],
      more:
        "The response gives particulars, such as names, figures and exact terms, in place of generalities.",
      less:
        "The response stays with the essential and leaves out particulars that nobody asked for."),
    Contrast(
      "structure", ["list_share": 1, "headings": 0.5, "paragraphs": 0.3],
      more:
        "The response is laid out in parts, such as paragraphs or lists, that can be taken in at a glance.",
      less:
        "The response is running text, without lists and headings that the request does not need."),
    Contrast(
      "hedging", ["hedge_share": 1],
      more: "The response says how sure it is and where its limits lie.",
      less: "The response says plainly what it has to say, without needless hedges."),
    Contrast(
      "repetition", ["duplicate_lines": 1, "longest_repeat": 1, "distinct_trigrams": -1],
      more: "The response comes back to its main points, so that they are not missed.",
      less: "The response does not repeat itself."),
    Contrast(
      "refusal", ["early_refusal": 1, "refusals": 0.5],
      more: "The response declines what it should not help with.",
      less: "The response helps with what is asked in place of declining."),
    Contrast(
      "caution", ["cautions": 1],
      more: "The response names risks and says where care or advice is needed.",
      less: "The response does not warn or lecture without need."),
    Contrast(
      "citation", ["links": 0.7, "quotes": 0.3],
      more: "The response names, quotes or links what it rests on.",
      less: "The response does without quotations and links that nobody asked for."),
    Contrast(
      "reasoning", ["causes": 1, "connectives": 0.5, "orderings": 0.5, "steps": 0.5],
      more: "The response shows the reasoning that leads to what it says.",
      less: "The response gives the result without spelling out every step."),
    Contrast(
      "examples", ["examples": 1],
      more: "The response makes its point clear by an example.",
      less: "The response does without examples that add nothing."),
    Contrast(
      "length", ["characters": 1],
      more: "The response is thorough: nothing that is needed is missing.",
      less: "The response is brief: it says no more than is needed."),
    Contrast(
      "unfinished", ["ends_unfinished": 1],
      more: nil,
      less: "The response comes to its end and does not break off."),
    Contrast(
      "language", ["language_agreement": 1, "script_agreement": 1],
      more: "The response is in the language of the request.",
      less: nil),
    Contrast(
      "self_reference", ["speaks_as_program": 1, "apologies": 0.5],
      more: "The response is open about being a program and about what it cannot do.",
      less: "The response neither speaks of itself nor apologises."),
    Contrast(
      "courtesy", ["courtesy": 1, "closings": 1],
      more: "The response is courteous and offers further help.",
      less: "The response comes to the point without courtesies."),
    Contrast(
      "address", ["second_person_share": 1],
      more: "The response speaks to the reader.",
      less: "The response keeps to the matter and does not speak to the reader."),
    Contrast(
      "vocabulary", ["distinct_per_root": 0.3, "word_length": 1],
      more: "The response has a rich and exact vocabulary.",
      less: "The response uses plain and common words."),
    Contrast(
      "asks_back", ["asks_back": 1],
      more: "The response asks for what it needs to know.",
      less: "The response answers in place of asking back."),
    Contrast(
      "code", ["code_blocks": 1, "code_for_code": 0.5],
      more: "The response gives code in blocks where code is of use.",
      less: "The response explains in words and does without code."),
  ]
}
