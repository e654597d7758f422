/// Programming tasks of the grammar, four rules with one alternative each per task.
let codeTexts = #"""
  @codeTask
  returns the mean of a list of {V}, or None when the list is empty
  counts how often each word occurs in a text, ignoring case
  returns the {n} largest of a list of {V} in falling order
  checks whether a word reads the same backwards, ignoring spaces
  removes repeated {V} from a list and keeps the order
  splits a list of {V} into chunks of {n}
  converts minutes into text such as \"2 h 05 min\"
  reads a CSV file and sums its column of {V}
  returns the first of the {V} that is larger than {m}, or None
  flattens a list of lists of {V}
  @codeRight
  def {H}({V}):\n    if not {V}:\n        return None\n    return sum({V}) / len({V})
  from collections import Counter\n\ndef {H}(text):\n    return Counter(text.lower().split())
  def {H}({V}):\n    return sorted({V}, reverse=True)[:{n}]
  def {H}(word):\n    letters = word.replace(\" \", \"\").lower()\n    return letters == \#
  letters[::-1]
  def {H}({V}):\n    return list(dict.fromkeys({V}))
  def {H}({V}):\n    return [{V}[i:i + {n}] for i in range(0, len({V}), {n})]
  def {H}(minutes):\n    hours, rest = divmod(minutes, 60)\n    return f\"{(}hours{)} h \#
  {(}rest:02d{)} min\"
  import csv\n\ndef {H}(path):\n    with open(path, newline=\"\") as file:\n        return \#
  sum(float(row[\"{V}\"]) for row in csv.DictReader(file))
  def {H}({V}):\n    return next((x for x in {V} if x > {m}), None)
  def {H}({V}):\n    return [x for part in {V} for x in part]
  @codeWrong
  def {H}({V}):\n    total = 0\n    for x in {V}:\n        total = x\n    return total / len({V})
  def {H}(text):\n    counts = {(}{)}\n    for word in text:\n        counts[word] = 1\n    \#
  return counts
  def {H}({V}):\n    {V}.sort()\n    return {V}[:{n}]
  def {H}(word):\n    for letter in word:\n        return letter == word[-1]\n    return True
  def {H}({V}):\n    for x in {V}:\n        {V}.remove(x)\n    return {V}
  def {H}({V}):\n    return [{V}[i:{n}] for i in range(len({V}))]
  def {H}(minutes):\n    hours = minutes / 60\n    return str(hours) + \" h \" + str(minutes) + \#
  \" min\"
  def {H}(path):\n    file = open(path)\n    total = 0\n    for line in file:\n        total += \#
  line\n    return total
  def {H}({V}):\n    for x in {V}:\n        if x > {m}:\n            print(x)\n    return x
  def {H}({V}):\n    result = []\n    for part in {V}:\n        result.append(part)\n    return \#
  result
  @codeNote
  An empty list gives None instead of an error, because dividing by zero would fail.
  Counter does the counting, and lower() makes Word and word the same.
  The list itself stays as it is, since sorted() makes a new one; for fewer than {n} {V} you get \#
  all of them.
  The slice [::-1] turns the text around, and spaces are removed before comparing.
  A dict keeps the order in which keys are added, so the first of each stays.
  The last chunk is shorter when the length is no multiple of {n}.
  divmod gives both parts at once, and :02d fills up with a zero.
  The with block closes the file, even when a row is broken.
  next() stops at the first hit, so that the rest of the {V} is never looked at.
  It goes one level deep; deeper lists stay as they are.
  """#
