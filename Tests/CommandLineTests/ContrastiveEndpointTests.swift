import Foundation
import TestSupport
import Testing

/// `rubrics.contrastive.endpoint` through the command line, against a server whose answers follow from its questions.
@Suite struct ContrastiveEndpointTests {
  private typealias World = ContrastiveWorld

  @Test func `rubrics are written, tested, tried again, kept and rejected`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 4), ("second", 3), ("stubborn", 2), ("turned", 1)]))
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    // Kept: plain at once, second at the second attempt.
    let rubrics = try World.rubrics(folder)
    #expect(rubrics.count == 14)
    #expect(
      rubrics.prefix(2) == [
        "Case plain 0: does it turn?|contrastive|1|0|The response has at least 1 word.",
        "Case plain 0: does it turn?|contrastive|1|1|The response is long.",
      ])
    #expect(rubrics.allSatisfy { $0.contains("plain") || $0.contains("second") })
    #expect(
      try World.rows(
        folder,
        "SELECT kind, \"check\" IS NOT NULL, count(*) FROM criterion GROUP BY 1, 2 ORDER BY 1")
        == ["0|1|7", "1|0|7"])
    #expect(
      try World.rows(folder, "SELECT DISTINCT origin FROM rubric ORDER BY 1") == [
        #"{"from":"contrastive.endpoint","form":"pairwise","generator":"g","judge":"j","votes":1,"#
          + #""attempts":1,"accuracy":1.0,"margin":0.5,"margin_without":0.5,"effect":"useless","pairs":1}"#,
        #"{"from":"contrastive.endpoint","form":"pairwise","generator":"g","judge":"j","votes":1,"#
          + #""attempts":2,"accuracy":1.0,"margin":0.5,"margin_without":-0.5,"effect":"helpful","pairs":1}"#,
      ])
    #expect(
      try World.rows(
        folder,
        "SELECT action, reason, evidence, count(*) FROM verdict GROUP BY 1, 2, 3 ORDER BY 3")
        == [
          #"mark|rubric_rejected|{"attempts":3,"accuracy":0.0,"margin":-0.5,"margin_without":0.5,"effect":"misleading"}|2"#,
          #"mark|rubric_rejected|{"attempts":3,"accuracy":0.0,"margin":0.0,"margin_without":0.0,"effect":"useless"}|1"#,
        ])
    // Rubrics for 10, then 6, then 3 pairs; two questions for each new rubric, and two for each pair without one.
    #expect(server.requests.count { World.isGenerator($0) } == 19)
    #expect(server.requests.count == 19 + 26 + 20)
    #expect(
      server.requests.allSatisfy {
        $0.json["model"] as? String == (World.isGenerator($0) ? "g" : "j")
      })
    #expect(result.output.contains("7 of 10 (70 %) pairs have a rubric"), "\(result.summary)")
    #expect(result.output.contains("kept: 4 at attempt 1, 3 at attempt 2"), "\(result.summary)")
    #expect(result.output.contains("helpful: 3 kept, 0 rejected"), "\(result.summary)")
    #expect(result.output.contains("useless: 4 kept, 1 rejected"), "\(result.summary)")
    #expect(result.output.contains("misleading: 0 kept, 2 rejected"), "\(result.summary)")
    let pair = try World.rows(
      folder,
      "SELECT lower(hex(pair.digest)) FROM pair JOIN rubric ON rubric.pair = pair.id LIMIT 1")
    let why = try CommandRunner(folder: folder.path).run("why", "--store", "s.sqlite", pair[0])
    #expect(why.output.contains("made of this pair"), "\(why.summary)")
    #expect(why.output.contains("judged without a rubric\n  judged: "), "\(why.summary)")
  }

  @Test func `judgements are kept, with words where they bear the label out`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 1), ("stubborn", 1)]))
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let rows = try World.rows(
      folder,
      """
      SELECT length(judgement.rubric), sample, first, (outcome = 1) = (decision = 1),
        words LIKE '%Winner:%', count(*) FROM judgement JOIN label USING (pair)
      GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3
      """)
    // Without a rubric for both pairs; with one for the pair whose rubric is kept.
    #expect(rows == ["0|0|1|1|-|2", "0|0|2|1|-|2", "16|0|1|1|1|1", "16|0|2|1|1|1"])
    #expect(
      try World.rows(
        folder, "SELECT count(*) FROM judgement JOIN rubric ON rubric.digest = judgement.rubric")
        == ["2"])
  }

  @Test func `a rubric is tested on all pairs of its prompt`() throws {
    let server = try MisbehavingServer { request in
      let text = World.content(request)
      guard World.isGenerator(request) else { return World.reply(request) }
      // Of three pairs the rubric of one is wrong about all.
      let isOdd = World.part(text, "preferred response")?.hasSuffix(".!!!") == true
      return .ok(
        EndpointReplies.chat("1. The response is \(isOdd ? "short" : "long"). [Principle]"))
    }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 1)], pairs: 3), "attempts: 2")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try World.rows(folder, "SELECT criterion.text, count(*) FROM criterion GROUP BY 1")
        == ["The response is long.|2"])
    // Rubrics that are the same are asked about once: 2 texts of rubrics, 3 pairs, 2 orders.
    #expect(server.requests.count { World.content($0).contains("- rubric -") } == 12)
    #expect(
      try World.rows(
        folder, "SELECT count(*) FROM judgement WHERE length(rubric) = 16") == ["12"])
    #expect(
      try World.rows(folder, "SELECT evidence FROM verdict")
        == [
          #"{"attempts":2,"accuracy":0.0,"margin":-0.5,"margin_without":0.5,"effect":"misleading"}"#
        ])
  }

  @Test(arguments: [("0.6", 0), ("0.5", 1)])
  func `the share of pairs that are judged as labelled must reach the threshold`(
    threshold: String, kept: Int
  ) throws {
    let server = try MisbehavingServer { request in
      // One of two pairs is decided for the short answer whatever the rubric says.
      let text = World.content(request)
      guard !World.isGenerator(request), let a = World.part(text, "response A"),
        let b = World.part(text, "response B"), a.hasSuffix("!!")
      else { return World.reply(request) }
      return .ok(EndpointReplies.chat("Winner: Response \(a.count < b.count ? "A" : "B")"))
    }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 1)], pairs: 2),
      "attempts: 1\nthreshold: \(threshold)\ncontrol: false")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try World.rows(folder, "SELECT count(*) FROM rubric") == ["\(kept)"])
    // Without a control: two rubrics of the same text, two pairs, two orders.
    #expect(server.requests.count == 2 + 4)
    #expect(!result.output.contains("helpful"))
  }

  @Test func `votes are requests of their own, and their majority counts`() throws {
    let server = try MisbehavingServer { request in
      // One of three votes is for the other answer.
      let seed = request.json["seed"] as? Int
      let text = World.content(request)
      guard seed == 8, let a = World.part(text, "response A"),
        let b = World.part(text, "response B")
      else { return World.reply(request) }
      return .ok(EndpointReplies.chat("Winner: Response \(a.count < b.count ? "A" : "B")"))
    }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 2)]), "votes: 3",
      judge: "temperature: 0.5, sampling_seed: 7, max_tokens: 99")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let judged = server.requests.filter { !World.isGenerator($0) }
    #expect(judged.count == 2 * 2 * 2 * 3)
    #expect(
      judged.allSatisfy {
        $0.json["temperature"] as? Double == 0.5 && $0.json["max_tokens"] as? Int == 99
          && $0.json["model"] as? String == "g"
      })
    #expect(Set(judged.compactMap { $0.json["seed"] as? Int }) == [7, 8, 9])
    #expect(try World.rows(folder, "SELECT count(*) FROM rubric") == ["2"])
    #expect(
      try World.rows(
        folder,
        """
        SELECT sample, (outcome = 1) = (decision = 1), words IS NOT NULL, count(*) FROM judgement
        JOIN label USING (pair) WHERE length(rubric) = 16 GROUP BY 1, 2, 3 ORDER BY 1
        """) == ["0|1|1|4", "1|0|0|4", "2|1|1|4"])
    let margin = "\"margin\":\(4.0 / 6 - 0.5)"
    #expect(try World.rows(folder, "SELECT DISTINCT origin FROM rubric")[0].contains(margin))
  }

  @Test func `all responses are seen in their order where pairs give one`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    func line(_ prompt: String, _ chosen: String, _ rejected: String) -> String {
      "{\"prompt\": \"\(prompt)\", \"chosen\": \"\(chosen)\", \"rejected\": \"\(rejected)\"}"
    }
    let folder = try World.folder(
      server,
      [
        line("Case plain chain", "three words here", "two words"),
        line("Case plain chain", "two words", "one"),
        // A pair whose label the rubric does not bear out.
        line("Case plain mixed", "three words here", "two words"),
        line("Case plain mixed", "two words", "one of the longest answers"),
        line("Case plain mixed", "three words here", "one of the longest answers"),
        line("Case plain open", "three words here", "two words"),
        line("Case plain open", "three words here", "one"),
        line("Case plain circle", "aa", "b"), line("Case plain circle", "b", "ccc"),
        line("Case plain circle", "ccc", "aa"),
      ], "form: listwise\nthreshold: 0.3\nattempts: 1")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    let lists = server.requests.map(World.content).filter {
      $0.contains("from the best to the worst")
    }
    #expect(lists.count == 2)
    #expect(
      lists.contains {
        $0.contains(
          "- response 1 ----------\nthree words here\n---------- response 2 ----------\ntwo words\n"
            + "---------- response 3 ----------\none\n---------- end")
      })
    #expect(server.requests.count { World.content($0).contains("- preferred response -") } == 2 + 3)
    #expect(
      try World.rows(
        folder,
        """
        SELECT cast(text.body AS TEXT), pair IS NULL, json_array_length(origin, '$.kept_for'), count(*)
        FROM rubric JOIN prompt ON prompt.id = prompt JOIN text ON text.id = prompt.text
        GROUP BY 1, 2, 3 ORDER BY 1
        """) == [
          "Case plain chain|1|2|1", "Case plain circle|0|-|2", "Case plain mixed|1|1|1",
          "Case plain open|0|-|2",
        ])
    #expect(
      World.words(result).contains("no order of all responses: 1 in a circle, 1 left open"),
      "\(result.summary)")
  }

  @Test func `templates may be files, and what is in them is part of what a run is known by`()
    throws
  {
    let server = try MisbehavingServer { request in
      let text = World.content(request)
      if text.hasPrefix("GEN") { return .ok(EndpointReplies.chat("1. The response is long.")) }
      return .ok(EndpointReplies.chat("Winner: \(text.contains("A: Because") ? "A" : "B")"))
    }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 2)]),
      "generator_prompt: t/g.txt\njudge_prompt: t/j.txt\ncontrol_prompt: t/c.txt")
    try FileManager.default.createDirectory(
      atPath: folder.file("t"), withIntermediateDirectories: false)
    try folder.write("GEN {prompt} > {chosen} > {rejected} > {chosen}", to: "t/g.txt")
    try folder.write("R {rubric} P {prompt} A: {first} B: {second}", to: "t/j.txt")
    try folder.write("P {prompt} A: {first} B: {second}", to: "t/c.txt")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try World.rows(folder, "SELECT count(*) FROM rubric") == ["2"])
    let (long, short) = (World.long + "!", World.short + "!")
    let sent = Set(server.requests.map(World.content))
    let asked = "Case plain 1: does it turn?"
    #expect(sent.contains("GEN \(asked) > \(long) > \(short) > \(long)"))
    #expect(
      sent.contains("R 1. The response is long. [Principle] P \(asked) A: \(long) B: \(short)"))
    #expect(sent.contains("P \(asked) A: \(short) B: \(long)"))
    #expect(sent.count == 2 + 4 + 4)

    let done = "done    rubrics.contrastive.endpoint"
    #expect(try World.runner(folder).run("plan", "p.yaml").output.contains(done))
    // The same words at another place are the same; other words are not.
    try FileManager.default.moveItem(atPath: folder.file("t"), toPath: folder.file("u"))
    let text = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    try folder.write(text.replacing(": t/", with: ": u/"), to: "p.yaml")
    #expect(try World.runner(folder).run("plan", "p.yaml").output.contains(done))
    try folder.write("GEN {prompt} > {chosen} > {rejected}", to: "u/g.txt")
    #expect(try !World.runner(folder).run("plan", "p.yaml").output.contains(done))
  }

  @Test func `a plan says what one attempt takes, and what all take`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("plain", 4)], pairs: 3), "votes: 2\nmax_pairs: 3",
      generator: ", price_in: 1, price_out: 2", judge: "model: j, temperature: 1")
    _ = try World.run(folder, "--offline")
    let plan = try World.runner(folder).run("plan", "p.yaml")
    // 12 rubrics; 4 prompts with 9 pairs of rubric and pair, 4 answers each; 12 pairs with 4 answers each.
    #expect(
      World.words(plan).contains("at least about \(12 + 144 + 48) requests"), "\(plan.summary)")
    #expect(
      World.words(plan).contains("at most about \(36 + 432 + 48) requests"), "\(plan.summary)")
    #expect(World.words(plan).contains("cost about"), "\(plan.summary)")
    let json = try World.runner(folder).run("plan", "p.yaml", "--json")
    let requests = json.output.split(separator: "\n").filter { $0.contains("\"requests\": ") }
    #expect(requests.count == 2 && requests[0].contains("204") && requests[1].contains("516"))
    let listwise = try World.runner(folder).run(
      "plan", "p.yaml", "--set", "stages[0].form=listwise")
    #expect(
      World.words(listwise).contains("at least about \(4 + 48 + 48) requests"),
      "\(listwise.summary)")
    #expect(server.requests.isEmpty)
    // Prompts with more pairs are passed over.
    let few = try World.run(folder, "--set", "stages[0].max_pairs=2")
    try #require(few.exitStatus == 0, "\(few.summary)")
    #expect(
      World.words(few).contains("pairs left out: 12 are of prompts with more than 2 pairs"),
      "\(few.summary)")
    #expect(few.output.contains("warning: no pair counts, so no rubric is made"))
    #expect(server.requests.isEmpty)
  }

  @Test func `any number of jobs and any order of lines give the same rubrics`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let lines = World.lines(
      [("plain", 70), ("second", 30), ("stubborn", 9), ("turned", 5)], pairs: 2)
    let one = try World.folder(server, lines, "form: listwise")
    try #require(try World.run(one, "--jobs", "1").exitStatus == 0)
    let other = try World.folder(server, lines.reversed(), "form: listwise")
    try #require(try World.run(other, "--jobs", "3").exitStatus == 0)
    let (first, second) = (
      try CanonicalDump(one.file("s.sqlite")), try CanonicalDump(other.file("s.sqlite"))
    )
    func plain(_ dump: CanonicalDump, _ table: String) -> [String] {
      // The order of lines is another file, and so another run.
      (dump.tables[table] ?? []).map { line in
        line.split(separator: "|").filter { !$0.hasPrefix("rubrics.") }.joined(separator: "|")
      }.sorted()
    }
    for table in ["rubric", "criterion", "judgement", "verdict"] {
      #expect(plain(first, table) == plain(second, table) && !plain(first, table).isEmpty)
    }
  }

  @Test func `other rubrics of a name are the next version, the same are no new ones`() throws {
    let server = try MisbehavingServer { request in
      let isOther = World.isGenerator(request) && request.json["model"] as? String == "g2"
      return isOther
        ? .ok(EndpointReplies.chat("1. The response is long. [Principle]")) : World.reply(request)
    }
    defer { server.stop() }
    let folder = try World.folder(server, World.lines([("plain", 2), ("second", 2)]))
    let text = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    let stage = text[try #require(text.range(of: "  - rubrics")).lowerBound...]
    // One that is told the same otherwise, and another model.
    let again = stage.replacing(
      "      generator: {", with: "      id: again\n      generator: {temperature: 0.1, ")
    let other = stage.replacing("      generator: {", with: "      id: other\n      generator: {")
      .replacing("model: g,", with: "model: g2,")
    try folder.write("\(text)\n\(again)\n\(other)\n", to: "p.yaml")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try World.rows(
        folder, "SELECT version, parent IS NULL, count(*) FROM rubric GROUP BY 1, 2 ORDER BY 1")
        == ["1|1|8", "2|0|4"])
    #expect(World.words(result).contains("4 were there already"), "\(result.summary)")
    // The judgements of each stage are of the rubric that was there.
    #expect(
      try World.rows(
        folder,
        """
        SELECT count(DISTINCT judgement.run), count(*) FROM judgement
        JOIN rubric ON rubric.digest = judgement.rubric AND rubric.run = judgement.run
        """) == ["3|24"])
  }

  @Test func `further attempts are drawn otherwise than the first`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    let folder = try World.folder(
      server, World.lines([("stubborn", 1)]),
      generator: ", retry_temperature: 0.9, sampling_seed: 4, max_tokens: 77")
    try #require(try World.run(folder).exitStatus == 0)
    let asked = server.requests.filter(World.isGenerator)
    #expect(asked.map { $0.json["temperature"] as? Double } == [0, 0.9, 0.9])
    #expect(asked.map { $0.json["seed"] as? Int } == [4, 5, 6])
    #expect(asked.allSatisfy { $0.json["max_tokens"] as? Int == 77 })
    #expect(Set(asked.map(World.content)).count == 1)
  }

  @Test func `exports take a listwise rubric for the pairs that it is kept for`() throws {
    let server = try MisbehavingServer { World.reply($0) }
    defer { server.stop() }
    func line(_ chosen: String, _ rejected: String) -> String {
      "{\"prompt\": \"Case plain\", \"chosen\": \"\(chosen)\", \"rejected\": \"\(rejected)\"}"
    }
    // The rubric bears out the first two.
    let folder = try World.folder(
      server,
      [
        line("four words are here", "three words here"), line("three words here", "two words"),
        line("two words", "not two words"),
      ], "form: listwise\nattempts: 1")
    let text = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    let exports = ["rows", "judge", "generator"].map {
      "  - {to: \($0), trainer: rubrics.\($0), compression: none}\n"
    }
    try folder.write("\(text)\nexports:\n\(exports.joined())", to: "p.yaml")
    let result = try World.run(folder)
    try #require(result.exitStatus == 0, "\(result.summary)")
    func rows(_ name: String) throws -> [Substring] {
      try String(
        contentsOfFile: folder.file("\(name)/data/train-00000-of-00001.jsonl"), encoding: .utf8
      ).split(separator: "\n")
    }
    let pairs = try rows("rows")
    #expect(pairs.count == 2)
    #expect(pairs.allSatisfy { $0.contains("The response is long.") && !$0.contains("not two") })
    // Both orders of each of the two.
    #expect(try rows("judge").count == 4)
    #expect(try rows("judge").allSatisfy { $0.contains("Winner: Response") })
    #expect(try rows("generator").count == 1)
  }
}
