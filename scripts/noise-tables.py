#!/usr/bin/env python3
"""Markdown tables of the files that `winnow evaluate noise --json` writes, and their mean over corpora.

usage: noise-tables.py FILE.json...
"""
import json, math, os, sys


def interval(value, form='%.3f'):
    if not value or value.get('value') is None:
        return '–'
    text = form % value['value']
    if value.get('low') is not None:
        text += f" [{form % value['low']}, {form % value['high']}]"
    return text


def gain(table, than, of='winnow', measure='auroc'):
    for row in table['gains']:
        if (row['of'], row['than'], row['measure']) == (of, than, measure):
            return row['gain']
    return None


def mean(named):
    """Mean over corpora that share no groups: half-widths add in squares.

    The judges of alpaca-eval share their prompts, so they are one corpus, as wide as they are on average;
    folds that share no generator are another question, and are left out.
    """
    kept = [(n, g) for n, g in named if g and g.get('low') is not None and not n.startswith('generator-')]
    judges = [g for n, g in kept if n.startswith('alpaca-eval')]
    gains = [g for n, g in kept if not n.startswith('alpaca-eval')]
    if judges:
        gains.append({k: sum(g[k] for g in judges) / len(judges) for k in ('value', 'low', 'high')})
    if not gains:
        return None
    middle = sum(g['value'] for g in gains) / len(gains)
    half = math.sqrt(sum(((g['high'] - g['low']) / 2) ** 2 for g in gains)) / len(gains)
    return {'value': middle, 'low': middle - half, 'high': middle + half}


def main():
    files = {os.path.basename(p)[:-5]: json.load(open(p, encoding='utf-8')) for p in sys.argv[1:]}
    settings = sorted({(t['setting'], t['rate']) for f in files.values() for t in f['tables']
                       if t['setting'] != 'downstream'})
    for setting, rate in settings:
        print(f'\n### {setting} {rate:.0%}\n')
        print('| corpus | pairs | wrong | winnow | baseline | length | generator | less baseline | less best control | less best other method |')
        print('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |')
        kept = {'baseline': [], 'best control': [], 'best other method': []}
        for name, file in files.items():
            for table in file['tables']:
                if (table['setting'], table['rate']) != (setting, rate):
                    continue
                auroc = {r['name']: r['measures'].get('auroc') for r in table['rows']}
                for than in kept:
                    kept[than].append((name, gain(table, than)))
                cells = [name, str(table['pairs']), str(table['wrong']), interval(auroc.get('winnow'))]
                cells += [interval(auroc.get(k)).split(' ')[0] for k in ('baseline', 'length', 'generator')]
                cells += [interval(gain(table, than), '%+.3f') for than in kept]
                print('| ' + ' | '.join(cells) + ' |')
        means = [interval(mean(kept[than]), '%+.3f') for than in kept]
        print('| mean over corpora | | | | | | | ' + ' | '.join(means) + ' |')
    rates = sorted({t['rate'] for f in files.values() for t in f['tables'] if t['setting'] == 'downstream'})
    for rate in rates:
        print(f'\n### downstream {rate:.0%}: accuracy, and what it is less raw\n')
        print('| corpus | raw | random drop | longest-n | easiest-n | winnow drop | winnow weight | winnow flip | oracle drop | oracle flip |')
        print('| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |')
        for name, file in files.items():
            for table in file['tables']:
                if table['setting'] != 'downstream' or table['rate'] != rate:
                    continue
                raw = next(r for r in table['rows'] if r['name'] == 'raw')['measures']['accuracy']
                arms = ['random drop', 'longest-n', 'easiest-n', 'winnow drop', 'winnow weight',
                        'winnow flip', 'oracle drop', 'oracle flip']
                print(f'| {name} | {interval(raw)} | '
                      + ' | '.join(interval(gain(table, 'raw', arm, 'accuracy'), '%+.3f') for arm in arms) + ' |')


main()
