/// A kind of file that is known but not read, and what to do with it.
struct UnsupportedContent: Equatable {
  /// With its article, as in "this is a Parquet file".
  var name: String
  var hint: String

  private init(_ name: String, hint: String) {
    self.name = name
    self.hint = hint
  }

  /// - Parameter head: the first bytes of the file.
  init?(head: [UInt8]) {
    guard
      let known = Self.known.first(where: { head.begins($0.magic) }) ?? Self.page(head)
    else { return nil }
    self.init(known.name, hint: known.hint)
  }

  /// Files that are zips only inside; told by the name of the first entry.
  ///
  /// - Parameter head: the first bytes of a zip.
  init?(zip head: [UInt8]) {
    let name = head.dropFirst(30)
    if name.begins("[Content_Types].xml") {
      self.init("an Office document", hint: "save the sheet as CSV")
    } else if name.begins("mimetypeapplication/vnd.oasis") {
      self.init("an OpenDocument file", hint: "save the sheet as CSV")
    } else if name.begins("mimetypeapplication/epub") {
      self.init("an e-book", hint: Self.recordsHint)
    } else {
      return nil
    }
  }

  private struct Known {
    var magic: [UInt8]
    var name: String
    var hint: String

    init(_ magic: [UInt8], _ name: String, _ hint: String) {
      self.magic = magic
      self.name = name
      self.hint = hint
    }

    init(_ magic: String, _ name: String, _ hint: String) {
      self.init(Array(magic.utf8), name, hint)
    }
  }

  private static let recordsHint = "give JSON, JSON Lines, CSV or TSV"
  private static let unpackHint = "unpack it first, or pack it again as gzip, zstd or zip"
  private static let convertHint =
    "convert it to JSON Lines first, for example with DuckDB: `COPY (FROM 'x') TO 'x.jsonl'`"
  private static let arrowHint =
    "convert it to JSON Lines first, for example with `datasets`: `dataset.to_json('x.jsonl')`"

  private static let known: [Known] = [
    Known("PARE", "an encrypted Parquet file", "write it again without encryption"),
    Known("ARROW1\0", "an Arrow file", arrowHint),
    Known("FEA1\0", "a Feather file", arrowHint),
    Known([0xFF, 0xFF, 0xFF, 0xFF], "an Arrow stream", arrowHint),
    Known("SQLite format 3\0", "a SQLite database", convertHint),
    Known("Obj\u{1}", "an Avro file", convertHint),
    Known([0x89] + Array("HDF\r\n\u{1A}\n".utf8), "an HDF5 file", recordsHint),
    Known([0x93] + Array("NUMPY".utf8), "a NumPy array", recordsHint),
    Known([0x80, 0x02], "a Python pickle", recordsHint),
    Known([0x80, 0x03], "a Python pickle", recordsHint),
    Known([0x80, 0x04, 0x95], "a Python pickle", recordsHint),
    Known([0x80, 0x05, 0x95], "a Python pickle", recordsHint),
    Known("%PDF-", "a PDF document", recordsHint),
    Known(
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office document",
      "save the sheet as CSV"),
    Known([0x89] + Array("PNG\r\n".utf8), "a PNG image", recordsHint),
    Known([0xFF, 0xD8, 0xFF], "a JPEG image", recordsHint),
    Known("GIF8", "a GIF image", recordsHint),
    Known([0x7F] + Array("ELF".utf8), "a program", recordsHint),
    Known("Rar!\u{1A}\u{7}", "a RAR archive", unpackHint),
    Known([0x1F, 0x9D], "a compress (.Z) file", unpackHint),
    Known([0x1F, 0xA0], "a compress (.Z) file", unpackHint),
    Known([0x1F, 0x9E], "an old gzip file", unpackHint),
    Known([0x1F, 0x1E], "a pack (.z) file", unpackHint),
    Known("LZIP\u{1}", "an lzip file", unpackHint),
    Known([0x5D, 0x00, 0x00], "an LZMA file", unpackHint),
    Known([0x89] + Array("LZO\0\r\n\u{1A}\n".utf8), "an lzop file", unpackHint),
    Known("LRZI\0", "an lrzip file", unpackHint),
    Known([0xFF, 0x06, 0x00, 0x00] + Array("sNaPpY".utf8), "a Snappy file", unpackHint),
    Known("MSCF\0\0\0\0", "a Cabinet archive", unpackHint),
    Known("!<arch>\n", "an ar archive", unpackHint),
    Known("070707", "a cpio archive", unpackHint),
    Known("070701", "a cpio archive", unpackHint),
    Known(
      "PK\u{7}\u{8}", "one part of a split zip archive", "join the parts first with `zip -s 0`"),
    Known(
      "version https://git-lfs.github.com/spec/", "a Git LFS pointer, not the file itself",
      "fetch the file with `git lfs pull`"),
  ]

  /// Web pages, which is what a failed download leaves.
  private static func page(_ head: [UInt8]) -> Known? {
    let text = String(decoding: head.prefix(256).drop { $0 <= 0x20 }, as: UTF8.self).lowercased()
    guard text.hasPrefix("<!doctype html") || text.hasPrefix("<html") else { return nil }
    return Known([], "a web page", "download the file again; this page may say what went wrong")
  }
}
