import Glibc
import Ingest
import Records
import TestSupport
import Testing

@Suite struct InputPathTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in [
      "a.jsonl", "b.jsonl.gz", "B.csv", "sub/c.jsonl", "sub/deep/d.jsonl", "sub/deep/e.csv",
      ".hidden",
      "._a.jsonl", "__MACOSX/x.jsonl", ".git/config", "[odd].json", "é.jsonl",
    ] { try folder.write("x", to: name) }
    _ = unsafe symlink("../a.jsonl", "\(folder.path)/sub/link.jsonl")
    _ = unsafe symlink("..", "\(folder.path)/sub/circle")
    _ = unsafe mkfifo("\(folder.path)/pipe", 0o600)
    _ = unsafe mkdir("\(folder.path)/empty", 0o755)
  }

  func expand(_ pattern: String) throws -> [String] {
    try InputPaths.expand(pattern, relativeTo: folder.path).map {
      String($0.dropFirst(folder.path.count + 1))
    }
  }

  @Test(arguments: [
    ("a.jsonl", ["a.jsonl"]),
    ("./a.jsonl", ["./a.jsonl"]),
    (".hidden", [".hidden"]),
    ("[odd].json", ["[odd].json"]),
    ("*.jsonl", ["a.jsonl", "é.jsonl"]),
    ("?.jsonl", ["a.jsonl", "é.jsonl"]),
    ("[a-c]*", ["a.jsonl", "b.jsonl.gz"]),
    ("[!a-z]*", ["B.csv", "[odd].json", "é.jsonl"]),
    ("*.{jsonl,csv}", ["B.csv", "a.jsonl", "é.jsonl"]),
    ("{a,b,a}.jsonl*", ["a.jsonl", "b.jsonl.gz"]),
    ("{sub/{c,link},a}.jsonl", ["a.jsonl", "sub/c.jsonl", "sub/link.jsonl"]),
    ("**/*.jsonl", ["a.jsonl", "sub/c.jsonl", "sub/deep/d.jsonl", "sub/link.jsonl", "é.jsonl"]),
    ("**/**/d.jsonl", ["sub/deep/d.jsonl"]),
    ("sub/**", ["sub/c.jsonl", "sub/deep/d.jsonl", "sub/deep/e.csv", "sub/link.jsonl"]),
    ("sub", ["sub/c.jsonl", "sub/deep/d.jsonl", "sub/deep/e.csv", "sub/link.jsonl"]),
    ("*/*.jsonl", ["sub/c.jsonl", "sub/link.jsonl"]),
    ("sub/circle/a.*", ["sub/circle/a.jsonl"]),
    ("\\[odd].json", ["[odd].json"]),
    (".h*", [".hidden"]),
  ])
  func `patterns name files in the order of their bytes`(
    pattern: String, expected: [String]
  ) throws {
    #expect(try expand(pattern) == expected)
  }

  @Test func `a dash is standard input`() throws {
    #expect(try InputPaths.expand("-", relativeTo: folder.path) == ["-"])
  }

  @Test func `absolute patterns need no folder`() throws {
    let path = "\(folder.path)/a.jsonl"
    #expect(try InputPaths.expand(path, relativeTo: "/nowhere") == [path])
    #expect(try InputPaths.expand("\(folder.path)/a.*", relativeTo: "") == [path])
  }

  @Test(
    arguments: [
      ("", "the path is empty", nil),
      ("missing.json", "no such file or folder: `ROOT/missing.json`", nil),
      ("~/x", "no such file or folder: `ROOT/~/x`", "`~` stands for no folder here: write it out"),
      (
        "empty", "no files in the folder: `ROOT/empty`",
        "hidden files, `__MACOSX` and `_SUCCESS` are not looked at in folders"
      ),
      ("*.parquet", "no file matches: `*.parquet`", "it was looked for in `ROOT/`"),
      ("s*b", "no file matches: `s*b`", "it matches folders only; for the files in them add `/**`"),
      ("a\0b", "the path holds a NUL character", nil),
    ] as [(String, String, String?)])
  func `a pattern that names nothing says so`(
    pattern: String, message: String, hint: String?
  ) throws {
    func inRoot(_ text: String) -> String {
      text.split(separator: "ROOT", omittingEmptySubsequences: false).joined(separator: folder.path)
    }
    let error = #expect(throws: WinnowError.self) { try expand(pattern) }
    #expect(error?.message == inRoot(message))
    #expect(error?.hint == hint.map(inRoot))
    #expect(error?.code.exitStatus == 2)
  }

  @Test func `a hostile pattern takes little time`() throws {
    let clock = ContinuousClock()
    let time = clock.measure {
      _ = try? expand(String(repeating: "*a", count: 2000) + "b")
      _ = try? expand(String(repeating: "**/", count: 200) + "x")
      _ = try? expand(String(repeating: "{a,b}", count: 60))
      _ = try? expand(String(repeating: "{", count: 2000))
    }
    #expect(time < .seconds(5))
  }
}
