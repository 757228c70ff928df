"""A paper in JATS on an invented anticonvulsant beside two known ones: ED50 and TD50 with intervals."""

LAYOUT = "text"
TEXT = """\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Publishing DTD v1.3 20210610//EN"
"JATS-journalpublishing1-3.dtd">
<article article-type="research-article" xml:lang="en">
<front>
<journal-meta>
<journal-title-group><journal-title>Conjectural Epilepsy Research</journal-title></journal-title-group></journal-meta>
<article-meta>
<title-group><article-title>Zolvaracetam protects mice in three seizure tests</article-title></title-group>
<contrib-group>
<contrib contrib-type="author"><name><surname>Maurer</surname><given-names>Edda</given-names></name></contrib>
<contrib contrib-type="author"><name><surname>Quint</surname><given-names>Paul</given-names></name></contrib>
</contrib-group>
<pub-date><year>2019</year></pub-date>
<volume>8</volume><fpage>41</fpage><lpage>44</lpage>
<abstract>
<p>Zolvaracetam binds SV2A with a K<sub>i</sub> of 14 nM. We compared it with levetiracetam and valproate in mice.
Male CF-1 mice (n = 8 per dose) received the drugs i.p. 30 min before a stimulus. Zolvaracetam protected against
6-Hz seizures with an ED<sub>50</sub> of 4.7 mg/kg (95% CI 3.4 to 6.5).</p>
</abstract>
</article-meta>
</front>
<body>
<sec sec-type="intro"><title>Introduction</title>
<p>About a third of people with epilepsy are not free of seizures. Levetiracetam acts at SV2A but does little in the
maximal electroshock test. Zolvaracetam was designed to act in both kinds of test.</p>
</sec>
<sec sec-type="methods"><title>Methods</title>
<p>Male CF-1 mice weighing 18 to 25 g were used. Zolvaracetam, levetiracetam and valproate were injected i.p. at
five or six doses, with 8 mice per dose. Mice were stimulated through the cornea 30 min later. Motor side effects
were judged on the rotarod. Effective and toxic doses were estimated by probit analysis with 95% confidence
intervals.</p>
</sec>
<sec sec-type="results"><title>Results</title>
<p>Zolvaracetam was active in the maximal electroshock test, where levetiracetam was not (<xref ref-type="table"
rid="t1">Table 1</xref>). It stopped 6-Hz seizures at lower doses than either of the others.</p>
<table-wrap id="t1">
<label>Table 1</label>
<caption><p>ED50 and TD50 (mg/kg, with 95% CI) after intraperitoneal injection in mice</p></caption>
<table>
<thead><tr><th>Drug</th><th>MES ED50</th><th>6-Hz ED50</th><th>Rotarod TD50</th></tr></thead>
<tbody>
<tr><td>Zolvaracetam</td><td>21.8 (16.9–28.1)</td><td>4.7 (3.4–6.5)</td><td>188 (151–234)</td></tr>
<tr><td>Levetiracetam</td><td>&gt; 500</td><td>19.4 (9.9–36.0)</td><td>&gt; 500</td></tr>
<tr><td>Valproate</td><td>263 (237–282)</td><td>126 (95–152)</td><td>398 (356–445)</td></tr>
</tbody>
</table>
</table-wrap>
</sec>
<sec sec-type="discussion"><title>Discussion</title>
<p>The distance between toxic and effective dose was larger for zolvaracetam than for valproate. Tests in chronic
models are under way.</p>
</sec>
</body>
<back>
<ref-list><title>References</title>
<ref id="r1"><label>1</label><mixed-citation>
Barton ME, Klein BD, Wolf HH, White HS. Pharmacological characterization of the 6 Hz
psychomotor seizure model of partial epilepsy. Epilepsy Res 2001; 47: 217-227.</mixed-citation></ref>
</ref-list>
</back>
</article>
"""
