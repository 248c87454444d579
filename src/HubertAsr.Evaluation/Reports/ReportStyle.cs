namespace HubertAsr.Evaluation.Reports;

/// <summary>The look of the HTML report.</summary>
internal static class ReportStyle
{
    public const string Css =
        """
        :root { color-scheme: light dark; --line: #8884; --soft: #8881; --bad: #c62828; --sub: #b26a00; --add: #1565c0; --bar: #4c78a8; }
        @media (prefers-color-scheme: dark) { :root { --bad: #ef9a9a; --sub: #ffcc80; --add: #90caf9; } }
        * { box-sizing: border-box; }
        body { margin: 0; font: 16px/1.5 system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", "NanumGothic", sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 0 .8rem 3rem; }
        h1 { font-size: 1.5rem; margin: 1rem 0 .5rem; } h2 { font-size: 1.25rem; margin: 2rem 0 .5rem; border-bottom: 2px solid var(--line); }
        h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
        .banner { background: var(--soft); border-left: 4px solid var(--sub); padding: .5rem .8rem; }
        td.small { min-width: 15rem; }
        .wrong { border-left-color: var(--bad); }
        .wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .92rem; } th { text-align: left; font-weight: 600; white-space: nowrap; }
        th, td { padding: .2rem .6rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .cards { display: flex; flex-wrap: wrap; gap: .6rem; } .card { flex: 1 1 9rem; background: var(--soft); padding: .5rem .8rem; border-radius: .4rem; }
        .card b { display: block; font-size: 1.6rem; font-variant-numeric: tabular-nums; } .card span { font-size: .85rem; }
        ol.fix li { margin: .4rem 0; } .note, .small { font-size: .85rem; opacity: .75; } img { max-width: 100%; height: auto; background: #fff; }
        .bar { display: inline-block; height: .7rem; background: var(--bar); vertical-align: baseline; }
        .utt { border-top: 1px solid var(--line); padding: .4rem 0; } .utt .id { font-size: .8rem; opacity: .75; overflow-wrap: anywhere; } .ref, .hyp { overflow-wrap: anywhere; } .hyp { opacity: .95; }
        .ref::before { content: "REF "; } .hyp::before { content: "HYP "; } .ref::before, .hyp::before { font: .75rem monospace; opacity: .6; }
        b.d { color: var(--bad); text-decoration: line-through; } b.s { color: var(--sub); } b.i { color: var(--add); text-decoration: underline; }
        table.heat { font-size: .72rem; } table.heat td, table.heat th { padding: 0; width: 1.6rem; min-width: 1.6rem; height: 1.5rem; text-align: center; border: 1px solid var(--line); }
        audio { width: 100%; height: 2rem; } tr.small { opacity: .6; } nav a { margin-right: .8rem; }
        """;
}
