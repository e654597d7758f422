/// `pairs_view`: what the last finished plan made of every pair, for plain `sqlite3`.
extension Schema {
  static let pairsView = """
    CREATE VIEW pairs_view AS -- the pairs of the last finished plan
    WITH current_run AS MATERIALIZED (
      SELECT run, position FROM plan_run WHERE plan = (SELECT max(id) FROM plan WHERE finished = 1)
    ),
    selected AS (
      SELECT pair.id, pair.digest, pair.prompt, pair.a, pair.b, pair.record,
        (SELECT label.decision FROM label JOIN current_run USING (run)
          WHERE label.pair = pair.id ORDER BY current_run.position DESC LIMIT 1) AS decision,
        (SELECT label.probability FROM label JOIN current_run USING (run)
          WHERE label.pair = pair.id ORDER BY current_run.position DESC LIMIT 1) AS probability,
        -- The run that dropped it, a response or the prompt first, and why.
        (SELECT json_array(run, reason)
          FROM (SELECT 0 AS rank, 2 AS kind, pair.id AS subject UNION ALL SELECT 1, 1, pair.a
            UNION ALL SELECT 2, 1, pair.b UNION ALL SELECT 3, 0, pair.prompt) AS own
          CROSS JOIN verdict USING (kind, subject)
          JOIN current_run USING (run) WHERE action = 'drop'
          ORDER BY position, rank LIMIT 1) AS dropped,
        (SELECT total(CASE action WHEN 'flip' THEN 1 END) FROM verdict JOIN current_run USING (run)
          WHERE verdict.kind = 2 AND verdict.subject = pair.id) AS flips
      FROM pair JOIN member ON member.id = pair.record >> 32
      WHERE member.run IN (SELECT run FROM current_run)
        OR EXISTS (SELECT 1 FROM pair_reuse JOIN current_run USING (run)
          WHERE pair_reuse.pair = pair.id)
    )
    SELECT
      lower(hex(selected.digest)) AS id, -- public id
      source.name AS source, -- of the first record that has the pair
      member.name AS member, -- its file, or its place in an archive
      record.line AS line, -- 1-based
      prompt_group.split AS split,
      prompt_text.body AS prompt,
      CASE WHEN decision = 2 AND flips = 0 OR decision = 1 AND flips > 0 THEN b_text.body
        ELSE a_text.body END AS chosen, -- of a tie, or one response alone: a
      CASE WHEN decision = 2 AND flips = 0 OR decision = 1 AND flips > 0 THEN a_text.body
        ELSE b_text.body END AS rejected, -- of a tie: b; of one response alone: NULL
      CASE decision WHEN 0 THEN 'tie' WHEN 1 THEN 'a' WHEN 2 THEN 'b' WHEN 3 THEN 'both_bad' END
        AS decision, -- what the votes say, before flips
      probability, -- that a is better
      flips > 0 AS flipped, -- 1 if a stage turned it round
      dropped IS NULL AND decision IN (1, 2) AS kept, -- 1 if not dropped and one side won
      run.stage AS dropped_by, -- the first stage that dropped it, a response or the prompt
      json_extract(dropped, '$[1]') AS drop_reason -- why
    FROM selected
    JOIN record ON record.id = selected.record
    JOIN member ON member.id = record.member
    JOIN source ON source.id = member.source
    JOIN prompt ON prompt.id = selected.prompt
    JOIN prompt_group ON prompt_group.id = prompt."group"
    JOIN text AS prompt_text ON prompt_text.id = prompt.text
    JOIN response AS a_response ON a_response.id = selected.a
    JOIN text AS a_text ON a_text.id = a_response.text
    LEFT JOIN response AS b_response ON b_response.id = selected.b
    LEFT JOIN text AS b_text ON b_text.id = b_response.text
    LEFT JOIN run ON run.id = json_extract(dropped, '$[0]');
    """
}
