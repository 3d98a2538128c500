//! What the words of a parameter or field say about pages: where pages begin, what an offset counts, of what a total is one.

/// What a parameter counts that is called an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Counts {
    /// Items, as its name says.
    Items,
    /// Pages, by a whole sentence: from this number on.
    Pages(u64),
    /// A word speaks of pages, or of how many items a page has; the name of items.
    Doubtful,
}

/// Words that speak of the number of a page.
const PAGE: [&str; 17] = [
    "页偏移",
    "第几页",
    "第多少页",
    "哪一页",
    "页码",
    "页编号",
    "页号",
    "页数",
    "分页码",
    "当前页",
    "分页page",
    "pagenumber",
    "pageno",
    "pageindex",
    "numberofpage",
    "numberofthepage",
    "whichpage",
];

/// Words in which a word for a page has another meaning.
const NO_PAGE: [&str; 7] = ["每页数", "单页数", "一页数", "页数据", "页数量", "页数目", "分页偏移"];

/// Sentences that say which page is answered.
const WHICH_PAGE: [&str; 12] = [
    "返回第几页",
    "从第几页",
    "指定第几页",
    "具体第几页",
    "的第几页",
    "第几页的",
    "第几页返回",
    "pagetoreturn",
    "pagetobereturned",
    "pagetoquery",
    "whichpageis",
    "whichpageto",
];

/// How the number of an item is worked out from that of a page.
const FORMULA: [&str; 6] = ["*", "×", "乘", "整数倍", "multipleof", "multipliedby"];

/// How many items a page has.
const SIZE: [&str; 9] =
    ["每页返回", "每页显示", "页大小", "条数", "数量", "数目", "分页大小", "pagesize", "itemsperpage"];

/// That a number is that of an item, or of so many that are passed over.
const POSITION: [&str; 10] = ["偏移", "offset", "起始", "开始", "位置", "跳过", "从", "下标", "索引", "第"];

/// That something is there only for those who used it before.
const UNUSED: [&str; 14] = [
    "废弃",
    "弃用",
    "不再使用",
    "不再读取",
    "不再支持",
    "已下线",
    "已失效",
    "请不要使用",
    "请勿使用",
    "不建议使用",
    "字段替代",
    "deprecated",
    "nolongerused",
    "discarded",
];

/// Words that say of no list what it has.
const GENERAL: [&str; 11] =
    ["返回", "信息", "列表", "数据", "集合", "结果", "记录", "详情", "数组", "查询", "的"];

/// So many characters of a description are about the whole.
const BEGINNING: usize = 50;

/// That a number is that of the items of this page alone, or ends at a bound.
const OF_ONE_PAGE: [&str; 27] = [
    "最大值为",
    "最大为",
    "最大值:",
    "atmost",
    "当页",
    "本页",
    "该页",
    "当前页",
    "当前分页",
    "当前返回",
    "单次",
    "本次返回",
    "本次请求",
    "本次调用",
    "本次查询",
    "此次返回",
    "此次请求",
    "此次查询",
    "可能比实际",
    "列表的长度",
    "列表长度",
    "列表大小",
    "数组所包含",
    "<=limit",
    "thispage",
    "currentpage",
    "currentlyreturned",
];

/// That a number is not that of this page.
const OF_ALL: [&str; 6] = ["不是", "而非", "不受", "分页前", "not", "regardless"];

/// Where pages begin, by a statement: `N` stands for the number.
const BEGINS: [&str; 25] = [
    "从N开始",
    "从N计",
    "从N起",
    "由N开始",
    "以N开始",
    "从第N页",
    "N开始",
    "N表示第一页",
    "N代表第一页",
    "N为第一页",
    "N是第一页",
    "第一页为N",
    "第一页是N",
    "第一页:N",
    "首页为N",
    "首页是N",
    "N表示首页",
    "N为首页",
    "起始值为N",
    "起始页为N",
    "N-based",
    "fromN",
    "atN",
    "withN",
    "firstpageisN",
];

/// Where pages begin when nothing is asked for.
const DEFAULTS: [&str; 18] = [
    "默认N",
    "默认为N",
    "默认是N",
    "默认填N",
    "默认:N",
    "默认值N",
    "默认值为N",
    "默认值是N",
    "默认值:N",
    "默认第N页",
    "默认为第N页",
    "默认值为第N页",
    "按N处理",
    "default:N",
    "defaultisN",
    "defaultvalue:N",
    "defaultvalueisN",
    "defaultstoN",
];

/// What a parameter counts that is called an offset.
pub(super) fn of_offset(words: &str) -> Counts {
    let text = plain(words);
    match second_page(&text) {
        Some(1) => return Counts::Pages(0),
        Some(2) => return Counts::Pages(1),
        Some(_) => return Counts::Items,
        None => {}
    }
    let bare = NO_PAGE.iter().fold(text.clone(), |text, word| text.replace(word, ""));
    if FORMULA.iter().any(|word| bare.contains(word)) {
        return Counts::Items;
    }
    let is_sentence = contains(&bare, &WHICH_PAGE);
    if !is_sentence && !contains(&bare, &PAGE) {
        return if says_size(&text) { Counts::Doubtful } else { Counts::Items };
    }
    match first_page(words) {
        Some(first) if is_sentence => Counts::Pages(first),
        _ => Counts::Doubtful,
    }
}

/// Whether what is called the number of a page is how many items one has, by its words.
pub(super) fn is_size(words: &str) -> bool {
    let text = plain(words);
    let bare = NO_PAGE.iter().fold(text.clone(), |text, word| text.replace(word, ""));
    says_size(&text) && !contains(&bare, &PAGE)
}

fn says_size(text: &str) -> bool {
    contains(text, &SIZE) && !contains(text, &POSITION)
}

/// Whether a total is that of a list: its words have the noun of what the list has.
pub(super) fn counts(total: &str, list: &str) -> bool {
    let beginning = list.split(['\n', '。', '，', '；']).next().unwrap_or_default();
    let noun = GENERAL.iter().fold(plain(beginning), |text, word| text.replace(word, ""));
    noun.chars().count() >= 2 && plain(total).contains(&noun)
}

/// The number of the first page, 0 or 1, where the words tell it.
pub(super) fn first_page(words: &str) -> Option<u64> {
    let text = plain(words);
    let says = |patterns: &[&str]| {
        let is_said = |number: &u64| patterns.iter().any(|pattern| has_number(&text, pattern, *number));
        [0, 1].into_iter().find(is_said)
    };
    says(&BEGINS).or_else(|| says(&DEFAULTS))
}

/// Whether it is there only for those who used it before. Far behind the beginning, the words are about something else.
pub(super) fn is_unused(words: &str) -> bool {
    let beginning: String = plain(words).chars().take(BEGINNING).collect();
    contains(&beginning, &UNUSED)
}

/// Whether a number is that of the items of one page, whatever its name says.
pub(super) fn is_of_one_page(words: &str) -> bool {
    let text = plain(words);
    contains(&text, &OF_ONE_PAGE) && !contains(&text, &OF_ALL)
}

fn contains(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The text as it is compared: in lower case, with the punctuation of ASCII, and without blanks and quotes.
fn plain(words: &str) -> String {
    let words = words.replace("&gt;", ">").replace("&lt;", "<");
    let ascii = |c: char| match c {
        '：' => ':',
        '，' => ',',
        '（' => '(',
        '）' => ')',
        '＝' => '=',
        '＞' => '>',
        '零' => '0',
        c => c,
    };
    let text: String = words
        .chars()
        .filter(|c| !c.is_whitespace() && !"`'\"“”".contains(*c))
        .map(ascii)
        .flat_map(char::to_lowercase)
        .collect();
    text.replace("zero", "0")
}

/// Whether a pattern stands in a text with this number, and not as a part of a longer one.
fn has_number(text: &str, pattern: &str, number: u64) -> bool {
    let wanted = pattern.replace('N', &number.to_string());
    text.match_indices(&wanted).any(|(at, found)| {
        let (before, after) = (&text[..at], &text[at + found.len()..]);
        let is_cut = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_digit());
        let mut behind = after.chars();
        let next = behind.next();
        let is_fraction = next == Some('.') && behind.next().is_some_and(|c| c.is_ascii_digit());
        (!pattern.starts_with('N') || is_cut(before.chars().next_back()))
            && (!pattern.ends_with('N') || is_cut(next) && !is_fraction)
    })
}

/// What is asked for to get the second page, where an example tells it.
fn second_page(text: &str) -> Option<u64> {
    let page = ["第二页", "secondpage"].into_iter().find(|page| text.contains(page))?;
    let (mut before, mut after) = text.split_once(page)?;
    let joints = ["offset", "=", ":", "为", "是", "就", "is"];
    while let Some(rest) = joints.iter().find_map(|joint| after.strip_prefix(joint)) {
        after = rest;
    }
    let end = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if end > 0 {
        return after[..end].parse().ok();
    }
    let joints = [",", "则", "表示", "代表", "为", "是", "就", "means", "isthe", "the"];
    while let Some(rest) = joints.iter().find_map(|joint| before.strip_suffix(joint)) {
        before = rest;
    }
    let start = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before[start..].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_a_page_only_by_a_whole_sentence() {
        let cases = [
            ("偏移量，默认为0", Counts::Items),
            ("分页偏移量，每页数量由 Limit 指定", Counts::Items),
            ("页起始偏移，取值为(页码-1)*一页条数", Counts::Items),
            ("分页偏移量，取Limit整数倍。计算公式：offset=limit*(页码-1)。", Counts::Items),
            ("分页参数，第一页为0，第二页为10", Counts::Items),
            ("Offset=0表示第一页，如果Limit=100，则Offset=100表示第二页", Counts::Items),
            ("第一页Offset为0，第二页Offset为100", Counts::Items),
            ("The number of items to skip", Counts::Items),
            ("指定返回第几页的数据，页码从 0 开始，即首页为 0", Counts::Pages(0)),
            ("指定从第几页返回数据。注：1.offset从0开始，即第一页为0。", Counts::Pages(0)),
            ("返回结果中的第几页，从第0页开始。", Counts::Pages(0)),
            ("页码，第一页:0，第二页:1", Counts::Pages(0)),
            ("Offset=0表示第一页；如果limit=100，Offset=1，则表示第二页", Counts::Pages(0)),
            ("页数，默认值为1，offset指的是具体第几页", Counts::Pages(1)),
            ("The page to return, starting from 0", Counts::Pages(0)),
            ("Page number of the page to return, starting from 0.", Counts::Pages(0)),
            ("指定从第几页返回数据", Counts::Doubtful),
            ("页码", Counts::Doubtful),
            ("页编号，默认值为第0页", Counts::Doubtful),
            ("页数，默认第一页。", Counts::Doubtful),
            ("Page number. Default value: 0", Counts::Doubtful),
            ("每页返回的数目，取值为1-100", Counts::Doubtful),
            ("最大输出条数，默认20，最大为100", Counts::Doubtful),
            ("记录数量", Counts::Doubtful),
            ("翻页跳过数量", Counts::Items),
            ("控制返回的数量，起始位置", Counts::Items),
        ];
        for (words, expected) in cases {
            assert_eq!(of_offset(words), expected, "{words}");
        }
    }

    #[test]
    fn a_page_that_is_a_size_by_its_words_is_seen() {
        for words in ["分页大小", "分页条数，默认10条", "每页显示记录数"] {
            assert!(is_size(words), "{words}");
        }
        for words in ["页码", "页数，每页大小由 PageSize 指定", "分页序号", "从第几条开始"]
        {
            assert!(!is_size(words), "{words}");
        }
    }

    #[test]
    fn a_total_counts_the_list_whose_noun_it_has() {
        assert!(counts("返回的用户总条数", "用户信息列表"));
        assert!(!counts("返回的用户总条数", "质量数据"));
        assert!(!counts("总数", "列表"));
    }

    #[test]
    fn the_first_page_is_what_the_words_say() {
        let cases = [
            ("页码", None),
            ("页码（必须大于0）", None),
            ("页码，取值范围&gt;0", None),
            ("页码，范围 10-20，步长 0.5", None),
            ("分页页码，从 0 开始", Some(0)),
            ("页码(从0开始)", Some(0)),
            ("分页页码 第一页是0", Some(0)),
            ("页码ID，0表示第一页，以此后推。默认填0", Some(0)),
            ("页码，从 0 开始；不传时按 0 处理", Some(0)),
            ("当前页数，默认为0", Some(0)),
            ("默认值：0", Some(0)),
            ("Page number, starting from 0", Some(0)),
            ("The index is zero-based", Some(0)),
            ("不传或传0时 会默认为1", Some(1)),
            ("页码，默认值是 1，从 1 开始，不能大于 200", Some(1)),
            ("页码，默认值：0，从1开始", Some(1)),
            ("默认10", None),
            ("默认0.5", None),
        ];
        for (words, expected) in cases {
            assert_eq!(first_page(words), expected, "{words}");
        }
    }

    #[test]
    fn a_total_of_one_page_is_none() {
        for words in [
            "返回当页数据总数",
            "当前返回的日志条数",
            "单次搜索返回的条数，TotalCount <= Limit",
            "Items on this page",
            "Data数组所包含的信息条数",
            "表示此次返回结果有多少条数据。",
            "安卓应用列表长度",
            "总记录数，24小时缓存一次，可能比实际总记录数少",
            "记录总数。最大值：5000。",
        ] {
            assert!(is_of_one_page(words), "{words}");
        }
        for words in
            ["总数", "符合条件的总数，用于分页", "总数，而非当前页返回的个数", "不是本次返回中数组的大小"]
        {
            assert!(!is_of_one_page(words), "{words}");
        }
    }
}
