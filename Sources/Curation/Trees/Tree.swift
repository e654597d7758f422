public import Records
internal import Store

/// What `tree` is asked.
public struct TreeRequest: Sendable {
  /// How a tree is drawn.
  public enum Form: String, CaseIterable, Sendable {
    /// Lines for a terminal.
    case text
    /// For Graphviz.
    case dot
    /// A picture that stands by itself.
    case svg
  }

  /// A public id of a prompt, response or tree, its first 4 or more digits, or a piece of a prompt.
  public var query: String
  /// A store, or a pipeline file, whose store is meant.
  public var location: String
  /// How it is drawn.
  public var form: Form
  /// Characters of a line or a label, at least 20.
  public var width: Int

  /// A question to the store at `location`.
  public init(query: String, location: String, form: Form = .text, width: Int = 100) {
    self.query = query
    self.location = location
    self.form = form
    self.width = width
  }
}

extension Curation {
  /// Draws the tree of one prompt, as the last finished plan has it, with its values and the best way marked.
  ///
  /// - Throws: `no-tree`, `nothing-to-find`, or what is wrong with the store.
  public static func tree(_ request: TreeRequest) throws(WinnowError) -> String {
    guard !request.query.isEmpty else {
      throw WinnowError(
        .nothingToFind, "the query is empty", hint: "ask for an id or a piece of a prompt")
    }
    let store = try Store(reading: try storePath(request.location))
    let selection = try WhyReader(store).selection()
    let runs = selection.verdicts + selection.labels
    var found: [(row: Int64, id: PublicID)] = []
    if let digits = WhySearch.digest(request.query) {
      found = try TreeSearch.prompts(store, digest: digits, runs, limit: 9)
    }
    if found.isEmpty {
      found = try TreeSearch.prompts(store, containing: request.query, runs, limit: 9)
    }
    guard let first = found.first, let tree = try TreeReader(store, selection).tree(of: first.row)
    else {
      throw WinnowError(
        WinnowError.Code("no-tree", exitStatus: 1),
        "no prompt with a tree has this id or text: `\(shown(request.query))`",
        hint:
          "trees are made by `trees.shared_prefix` and `trees.generate`; texts are compared letter by letter"
      )
    }
    let drawing = TreeDrawing(
      tree.tree, prompt: first.id, width: max(20, request.width),
      others: found.dropFirst().map(\.id))
    switch request.form {
    case .text: return drawing.text
    case .dot: return drawing.dot
    case .svg: return drawing.svg
    }
  }
}
