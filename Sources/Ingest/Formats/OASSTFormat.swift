internal import Pipeline
internal import Records

/// OpenAssistant's message trees: dialogues that fork, with replies ranked by people.
struct OASSTFormat: DeclaredFormat {
  static let name = "oasst"
  static let aliases = ["oasst1", "oasst2", "openassistant"]
  static let summary = "OASST message trees, or their messages one by one: replies with ranks"
  static let discussion = """
    One input record is a tree, `prompt` with `replies` that have `replies`, or a message with `message_id`,
    `parent_id` and `message_tree_id`. Messages of a tree must stand together, in any order; a message whose parent is
    not among them is quarantined as `unmatched_key`. Ids are texts or numbers. Messages with the same `message_id` are
    quarantined as `duplicate_key`, one that repeats another alone; a message below more than 1,000 others as `too_deep`, and
    as `too_long` what makes the prompts of a tree more than 256 MiB: each repeats the dialogue before it.

    Each message of a `prompter` makes a record: its prompt is the dialogue from the root down to it, and its responses
    are the replies to it by the `assistant`. A message without a reply makes a prompt without a response. So a tree is in
    the store whole, and `trees.shared_prefix` with `of: dialogues` puts it together again.

    `rank` 0 is best. Each reply with a rank gets the score `rank`, of which the lower one is better: stages that take the
    highest score need the votes in its place. Votes come from ranks, by people, with strength 1. A
    reply without a rank is compared with none. What is not taken of a message goes to `extra`, of replies under
    `replies` in the order of the responses, of the tree itself under `tree`.

    Messages marked as `deleted`, and all below them, are left whole in `extra`, and counted as `deleted_message` with the
    member's repairs; a tree whose root is deleted is left out with all its messages, which are counted alike. `deleted:
    keep` takes them like any other. `limit` counts records and never cuts a tree.
    """

  static let isRegrouping = true

  enum Deleted: String, CaseIterable, Sendable {
    case leaveOut = "leave_out"
    case keep
  }

  let pairs: RankedPairs
  let deleted: Deleted

  init(options: inout OptionReader) throws(WinnowError) {
    pairs = try options.choice(
      "pairs", default: RankedPairs.all, doc: "which replies are compared by their ranks")
    deleted = try options.choice(
      "deleted", default: Deleted.leaveOut,
      doc: "whether messages marked as deleted are left out or kept")
  }

  var prepared: any PreparedFormat { MessageTrees(format: self) }

  static func recognise(_ record: JSONValue) -> Recognition? {
    if let prompt = record["prompt"], prompt.kind == .object, prompt["role"]?.kind == .string,
      prompt["text"]?.kind == .string, prompt["replies"] != nil
    {
      return Recognition(.certain, "have a `prompt` with `role`, `text` and `replies`")
    }
    guard record["message_tree_id"] != nil, record["message_id"] != nil, record["text"] != nil,
      record["role"] != nil
    else { return nil }
    return Recognition(.certain, "have `message_id`, `message_tree_id`, `role` and `text`")
  }
}

/// A message of a tree, as it was read.
struct TreeMessage {
  var id = ByteSlice.empty
  /// Empty for none.
  var parentID = ByteSlice.empty
  /// Its place among the messages of the tree, where it is known already.
  var parent: Int?
  var isAssistant = false
  var text = ByteSlice.empty
  var rank: Double?
  var isDeleted = false
  /// What else there is of it, a compact JSON object; empty for nothing.
  var rest = ByteSlice.empty
  /// Of the root: what there is of the tree, the same.
  var tree = ByteSlice.empty
  var line: UInt64 = 0
  var byteOffset: UInt64 = 0
}

/// Reads trees of messages.
struct MessageTrees: PreparedFormat {
  let format: OASSTFormat

  var isRegrouping: Bool { OASSTFormat.isRegrouping }

  func fill(
    _ batch: inout RecordBatch, from reader: RecordReader, limits: BatchLimits
  ) throws(ContainerError) -> Bool {
    var builder = RecordBuilder(RecordBatch(arena: ByteArena(capacity: 0)))
    swap(&builder.batch, &batch)
    defer { swap(&builder.batch, &batch) }
    let first = builder.batch.records.count
    var open = OpenTree(format: format, reader: reader, builder)
    do {
      // A tree is never cut.
      while !open.isEmpty
        || builder.batch.records.count - first < limits.maxRecords
          && builder.batch.arena.count < limits.maxBytes
      {
        if open.isEmpty { open = OpenTree(format: format, reader: reader, builder) }
        let arena = builder.batch.arena
        let start = arena.count
        guard let reading = try reader.next(into: arena, repairs: &builder.batch.repairs) else {
          open.write(&builder)
          return true
        }
        switch reading.outcome {
        case .refused(let error):
          open.write(&builder)
          open.refuse(error, reading, &builder)
        case .record(let value):
          if open.isEmpty, value["prompt"]?.kind == .object {
            open.add(tree: value, reading, &builder)
            open.write(&builder)
          } else if !open.add(message: value, reading, &builder) {
            // Of another tree: it comes again.
            arena.truncate(to: start)
            reader.unread()
            open.write(&builder)
          }
        }
      }
    } catch {
      open.write(&builder)
      throw error
    }
    return false
  }
}
