// SPDX-License-Identifier: GPL-3.0-or-later
pragma solidity 0.8.37;

/// Codes and programs of Gear.exe, as far as they are used here.
interface IRouter {
    function programCodeId(address program) external view returns (bytes32);
    function wrappedVara() external view returns (address);
}

/// A program's contract, as far as it is used here.
interface IMirror {
    function sendMessage(bytes calldata payload, bool callReply) external payable returns (bytes32 messageId);
    function claimValue(bytes32 claimedId) external;
    function executableBalanceTopUp(uint128 value) external;
}

interface IWrappedVara {
    function balanceOf(address account) external view returns (uint256);
    function approve(address spender, uint256 value) external returns (bool);
    function transfer(address to, uint256 value) external returns (bool);
}

/// Turns ether that programs of Gear.exe give it into their Executable Balance, at a fixed rate, out of a reserve of WVARA that it holds.
/// A part of the Gear.exe Playground, not of Gear.exe.
///
/// A program's ether comes in two ways. With the reply to a message that `convert` sent: its Mirror calls back here, and the top-up is
/// made at once. And plainly, by the Mirror's transfer: of what `claim` asked for, of a reply that calls nothing, and of a call back that
/// failed. A Mirror leaves 5,000 gas for that, so it is noted only, and `topUp` or the next call back converts it.
///
/// No ether is lost: what is less than a unit of WVARA, or more than the reserve has, stays owed to its program, and the owner
/// can take what was converted and nothing else.
///
/// Anybody may call `convert`, with any payload. To a program this address is therefore nobody to trust: whatever
/// it lets the converter do, it lets everybody do.
///
/// Others are called last, when the books are written: Router, WVARA and the Router's Mirrors, which call nobody further here, and the
/// address that the owner withdraws to. So whoever comes back in between finds the books in order.
contract Converter {
    struct Account {
        // The Router knows the Mirror. It also makes a plain transfer cheap enough: the slot is not empty any more.
        bool isProgram;
        // wei that came and is not converted.
        uint128 owed;
    }

    address public immutable owner;
    IRouter public immutable router;
    IWrappedVara public immutable wrappedVara;
    /// wei for one unit of WVARA, which has 12 decimals.
    uint256 public immutable weiPerUnit;

    /// wei that was converted and that the owner has not withdrawn.
    uint256 public taken;
    /// The Mirror that a message was sent to, by the message's id, until it calls back.
    mapping(bytes32 messageId => address mirror) public asked;
    mapping(address mirror => Account) private accounts;

    /// `units` of WVARA were added to the program's Executable Balance, `paid` wei were taken for them.
    event Converted(address indexed mirror, uint256 paid, uint128 units);
    /// The program answered with an error.
    event Refused(address indexed mirror, bytes32 replyId, bytes4 code);
    event Withdrawn(address indexed to, uint256 amount);

    error RateIsZero();
    error NotOwner(address caller);
    error UnknownProgram(address program);
    error NotAsked(bytes32 messageId);
    error MoreThanTaken(uint256 wanted, uint256 taken);
    error TransferFailed(address to);

    constructor(address _router, uint256 _weiPerUnit, address _owner) {
        if (_weiPerUnit == 0) revert RateIsZero();
        router = IRouter(_router);
        wrappedVara = IWrappedVara(IRouter(_router).wrappedVara());
        weiPerUnit = _weiPerUnit;
        owner = _owner;
    }

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    /// WVARA units that are left; whoever wants to add some transfers them here.
    function reserve() public view returns (uint256) {
        return wrappedVara.balanceOf(address(this));
    }

    /// wei that came from a program and is not converted.
    function owed(address mirror) external view returns (uint128) {
        return accounts[mirror].owed;
    }

    /// Sends a program the message that makes it give its ether in the reply. The reply has to begin as a program's does that was written
    /// with Sails and is called in Solidity's encoding with `_callReply`: any four bytes, then the message's id.
    function convert(address mirror, bytes calldata payload) external returns (bytes32 messageId) {
        open(mirror);
        messageId = IMirror(mirror).sendMessage(payload, true);
        asked[messageId] = mirror;
    }

    /// Asks for the value of a message to this contract that lies in the program's mailbox.
    function claim(address mirror, bytes32 messageId) external {
        open(mirror);
        IMirror(mirror).claimValue(messageId);
    }

    /// Converts what is owed to a program.
    function topUp(address mirror) external returns (uint128 units) {
        return pay(mirror, known(mirror));
    }

    /// The call back, whatever function of its caller's a program names. If it fails, the Mirror transfers the value plainly.
    fallback() external payable {
        Account storage account = known(msg.sender);
        bytes32 messageId = msg.data.length < 36 ? bytes32(0) : bytes32(msg.data[4:36]);
        if (asked[messageId] != msg.sender) revert NotAsked(messageId);
        delete asked[messageId];
        account.owed += uint128(msg.value);
        pay(msg.sender, account);
    }

    /// The call back of a Mirror whose program failed. Its id is that of the reply.
    function onErrorReply(bytes32 replyId, bytes calldata, bytes4 code) external payable {
        known(msg.sender).owed += uint128(msg.value);
        emit Refused(msg.sender, replyId, code);
    }

    receive() external payable {
        known(msg.sender).owed += uint128(msg.value);
    }

    /// Takes ether that was converted.
    function withdraw(address payable to, uint256 amount) external onlyOwner {
        if (amount > taken) revert MoreThanTaken(amount, taken);
        taken -= amount;
        emit Withdrawn(to, amount);
        (bool success,) = to.call{value: amount}("");
        if (!success) revert TransferFailed(to);
    }

    /// Takes WVARA out of the reserve.
    function withdrawReserve(address to, uint256 units) external onlyOwner {
        if (!wrappedVara.transfer(to, units)) revert TransferFailed(to);
    }

    /// Makes as large a top-up as the program's ether and the reserve allow. Amounts of wei fit 128 bits, as in the Mirrors.
    function pay(address mirror, Account storage account) private returns (uint128 units) {
        uint256 wanted = account.owed / weiPerUnit;
        uint256 there = reserve();
        units = uint128(wanted < there ? wanted : there);
        if (units == 0) return 0;
        uint256 paid = units * weiPerUnit;
        account.owed -= uint128(paid);
        taken += paid;
        emit Converted(mirror, paid, units);
        wrappedVara.approve(mirror, units);
        IMirror(mirror).executableBalanceTopUp(units);
    }

    function known(address mirror) private view returns (Account storage account) {
        account = accounts[mirror];
        if (!account.isProgram) revert UnknownProgram(mirror);
    }

    function open(address mirror) private {
        Account storage account = accounts[mirror];
        if (account.isProgram) return;
        if (router.programCodeId(mirror) == 0) revert UnknownProgram(mirror);
        account.isProgram = true;
    }
}
