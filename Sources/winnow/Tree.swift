import ArgumentParser
import Curation

struct Tree: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Draw the tree of a prompt's responses, or of its dialogue, with values and the best way marked.",
    discussion: """
      The query is a public id (of a prompt, response or tree) or its first 4 or more digits, or a piece of a prompt, \
      letter by letter. Trees are made by the stages `trees.shared_prefix` and `trees.generate`.

        winnow tree --store hh.sqlite 3f9a
        winnow tree --pipeline pipelines/trees.yaml 'How many apples'
        winnow tree --store hh.sqlite 3f9a --form svg > tree.svg
      """)

  @Option(help: "The store.") var store: String?
  @Option(
    help: "A pipeline file, whose store is meant.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?
  @Option(
    help: "How it is drawn: \(TreeRequest.Form.allCases.map(\.rawValue).joined(separator: ", ")).")
  var form = TreeRequest.Form.text
  @Option(help: "Characters of a line, or of a label.") var width = 100
  @Argument(help: "An id, or a piece of a prompt.") var query: String

  func validate() throws {
    if (store == nil) == (pipeline == nil) {
      throw ValidationError("give either `--store` or `--pipeline`")
    }
    if width < 20 { throw ValidationError("`--width` must be at least 20: \(width)") }
  }

  func run() throws {
    try explained {
      print(
        try Curation.tree(
          TreeRequest(query: query, location: store ?? pipeline ?? "", form: form, width: width)))
    }
  }
}
