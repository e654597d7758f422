import Testing

/// What ARCHITECTURE.md says of the layout, held.
@Suite struct LayoutTests {
  /// A module may import those before it, stage modules never each other.
  static let mayImport: [String: Set<String>] = [
    "Parquet": [],
    "Records": [],
    "Store": ["Records"],
    "Endpoints": ["Records"],
    "Pipeline": ["Records", "Store", "Endpoints"],
    "Ingest": ["Records", "Store", "Pipeline"],
    "Scoring": ["Records"],
    "Rules": ["Records"],
    "Filters": ["Records", "Store", "Endpoints", "Pipeline", "Scoring"],
    "Relabel": ["Records", "Store", "Endpoints", "Pipeline", "Scoring"],
    "Rubrics": ["Records", "Store", "Endpoints", "Pipeline", "Scoring", "Rules"],
    "Trees": ["Records", "Store", "Endpoints", "Pipeline", "Scoring"],
    "Export": ["Records", "Parquet", "Store", "Pipeline"],
    "Synthesis": ["Records"],
    "Evaluation": ["Records", "Store", "Pipeline", "Scoring", "Rules"],
    "Curation": [
      "Records", "Store", "Endpoints", "Pipeline", "Scoring", "Ingest", "Filters", "Relabel",
      "Rubrics", "Trees", "Export", "Synthesis", "Evaluation",
    ],
    "winnow": ["Records", "Curation"],
  ]

  /// The one module that may import a library.
  static let owners = [
    "GRDB": "Store", "GRDBSQLite": "Store", "CSQLite": "Store", "Yams": "Pipeline",
    "CArchive": "Ingest", "CSimdjson": "Ingest", "ArgumentParser": "winnow",
    "CSnappy": "Parquet", "CLz4": "Parquet", "CBrotli": "Parquet",
    "AsyncHTTPClient": "Endpoints", "NIOCore": "Endpoints", "NIOHTTP1": "Endpoints",
  ]

  @Test(arguments: mayImport.keys.sorted())
  func `imports point one way`(module: String) throws {
    let allowed = try #require(Self.mayImport[module])
    let files = SourceTree.swiftFiles(below: "Sources/\(module)")
    #expect(!files.isEmpty)
    for file in files {
      for name in try SourceTree.imports(file) where Self.mayImport[name] != nil {
        #expect(allowed.contains(name), "\(file) imports \(name)")
      }
    }
  }

  @Test(arguments: owners.keys.sorted())
  func `a library has one owner`(library: String) throws {
    for file in SourceTree.swiftFiles(below: "Sources") {
      guard try SourceTree.imports(file).contains(library) else { continue }
      #expect(
        file.hasPrefix("Sources/\(Self.owners[library] ?? "")/"), "\(file) imports \(library)")
    }
  }

  @Test func `records need no Foundation`() throws {
    for file in SourceTree.swiftFiles(below: "Sources/Records") {
      #expect(try !SourceTree.imports(file).contains("Foundation"), "\(file)")
    }
  }

  @Test func `nothing in the sources traps on data or is left to do`() throws {
    for file in SourceTree.swiftFiles(below: "Sources") {
      let text = try SourceTree.text(file)
      for word in ["try!", "as!", "fatalError(", "TODO", "FIXME", "unsafeFlags"] {
        #expect(!text.contains(word), "\(file) has \(word)")
      }
    }
  }

  @Test func `a file holds one idea`() throws {
    for file in SourceTree.swiftFiles(below: "Sources") {
      let lines = try SourceTree.text(file).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 350, "\(file) has \(lines.count) lines")
    }
  }

  @Test func `every stage has a file and a test file of its own`() throws {
    let tests = SourceTree.swiftFiles(below: "Tests/FiltersTests").map { file in
      file.split(separator: "/").last.map(String.init) ?? ""
    }
    for file in SourceTree.swiftFiles(below: "Sources/Filters") where file.hasSuffix("Filter.swift")
    {
      let name = (file.split(separator: "/").last ?? "").dropLast("Filter.swift".count)
      #expect(tests.contains("\(name)Tests.swift"), "\(file)")
    }
  }
}
