"""Why the system, or a library, refused: in the reader's words where what it says is known by a number."""

from __future__ import annotations

import errno
import socket
from typing import Final

from geokit.i18n import Words

# There is no room for more: on the disk, by what this person may use of it, or in one file.
DISK_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
# In Chinese; in English the system has words of its own.
_REASONS: Final = {
    errno.ENOENT: "文件或文件夹不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "系统不允许",
    errno.EEXIST: "已经存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "那是文件夹",
    errno.ENOTEMPTY: "文件夹不是空的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件过大",
    errno.EROFS: "磁盘只读",
    errno.EXDEV: "不在同一磁盘上",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "链接首尾相连",
    errno.EBUSY: "正被其他程序使用",
    errno.ETXTBSY: "正被其他程序使用",
    errno.EMFILE: "打开的文件过多",
    errno.ENFILE: "打开的文件过多",
    errno.ENOMEM: "内存不足",
    errno.EAGAIN: "系统繁忙",
    errno.EIO: "磁盘读写出错",
    errno.ENODEV: "没有这个设备",
    errno.ENXIO: "没有这个设备",
    errno.ESTALE: "网络文件夹已断开",
    errno.EINVAL: "系统不接受这个名称或操作",
    errno.ENOSYS: "系统没有这项功能",
    errno.EOPNOTSUPP: "此处不支持这项操作",
    errno.EPIPE: "对方已关闭",
    errno.ECONNREFUSED: "对方拒绝连接",
    errno.ECONNRESET: "连接被对方断开",
    errno.ECONNABORTED: "连接已中断",
    errno.ETIMEDOUT: "超时无应答",
    errno.EHOSTUNREACH: "网络不通",
    errno.ENETUNREACH: "网络不通",
    errno.EADDRINUSE: "端口已被占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}
_SYSTEM: Final = "系统错误 {code}"
_LIBRARY: Final = "程序库原文：{text}"
_TIMED_OUT: Final = Words(zh="超时无应答", en="no answer in time")
_NO_HOST: Final = Words(zh="找不到这台主机", en="there is no such host")


def system_reason(error: BaseException) -> Words:
    """Return why the system or a library refused.

    In Chinese what is rare has the system's number for it, and what a library says is told as its own words.

    Examples
    --------
    >>> refused = FileNotFoundError(errno.ENOENT, "No such file or directory")
    >>> system_reason(refused).localize("zh"), system_reason(refused).localize("en")
    ('文件或文件夹不存在', 'No such file or directory')
    >>> system_reason(OSError(errno.EBADF, "Bad file descriptor")).localize("zh")
    '系统错误 EBADF'
    >>> system_reason(ValueError("no port")).localize("zh")
    '程序库原文：no port'
    """
    if isinstance(error, socket.gaierror):
        return _NO_HOST
    number = error.errno if isinstance(error, OSError) else None
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    own = told.partition("\n")[0] or type(error).__name__
    if number is None:
        is_late = isinstance(error, TimeoutError)
        return _TIMED_OUT if is_late else Words(zh=_LIBRARY.format(text=own), en=own)
    rare = _SYSTEM.format(code=errno.errorcode.get(number, number))
    return Words(zh=_REASONS.get(number, rare), en=own)
